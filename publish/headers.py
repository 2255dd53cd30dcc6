"""Headers: what a host should send with the site, as Netlify, nginx, Caddy and Apache read it.

The policy lets a page run the site's own scripts, and those inside the pages by their
hash. Isolation (COOP and COEP) is what a loop needs to be stopped at once.
"""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from publish.files import write

SCRIPT = re.compile(
    r"(?s)<script(?![^>]* (?:src=|type=.?application/))[^>]*>(.*?)</script>"
)
# Folders and files whose names hold the version or a hash of what is in them.
NEVER_CHANGES = r"/runtime-[^/]+/|\.[0-9a-f]{8}\.min\.(css|js)$"
FOREVER = "public, max-age=31536000, immutable"


def policy(site: Path) -> str:
    """Return the Content-Security-Policy of a built site."""
    hashes = set()
    for page in site.rglob("*.html"):
        for script in SCRIPT.findall(page.read_text("utf-8")):
            hashes.add(b64encode(sha256(script.encode()).digest()).decode())
    scripts = " ".join(f"'sha256-{one}'" for one in sorted(hashes))
    rules = [
        "default-src 'self'",
        f"script-src 'self' 'wasm-unsafe-eval' {scripts}",  # Pyodide is WebAssembly
        # The figures' SVG and the sizes of formulas and tables are in attributes.
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",  # the theme's icons, and what a lab has drawn
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    ]
    return "; ".join(rules)


def add_headers(site: Path) -> None:
    """Write the headers of a built site into it, in the words of four hosts."""
    everywhere = {
        "Content-Security-Policy": policy(site),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
    }
    netlify, nginx, caddy, apache = "/*\n", "", "", ""
    for name, value in everywhere.items():
        netlify += f"  {name}: {value}\n"
        nginx += f'add_header {name} "{value}" always;\n'
        caddy += f'header {name} "{value}"\n'
        apache += f'Header always set {name} "{value}"\n'
    for path in never_changing(site):
        netlify += f"{path}\n  Cache-Control: {FOREVER}\n"
    # There, a header inside a location would take away those outside; this one doesn't.
    nginx += f'location ~ "{NEVER_CHANGES}" {{ expires 1y; }}\n'
    caddy += f'@forever path_regexp "{NEVER_CHANGES}"\n'
    caddy += f'header @forever Cache-Control "{FOREVER}"\n'
    apache += f'<If "%{{REQUEST_URI}} =~ m#{NEVER_CHANGES}#">\n'
    apache += f'  Header set Cache-Control "{FOREVER}"\n</If>\n'
    write(site / "_headers", netlify)  # Cloudflare's, too
    write(site / "headers.nginx", nginx)
    write(site / "headers.caddy", caddy)
    write(site / ".htaccess", apache)


def never_changing(site: Path) -> list[str]:
    """Return the paths of what NEVER_CHANGES, a runtime's folder as one."""
    files = [file for file in site.rglob("*") if file.is_file()]
    paths = [f"/{file.relative_to(site).as_posix()}" for file in files]
    kept = [path for path in paths if re.search(NEVER_CHANGES, path)]
    return sorted({re.sub("(/runtime-[^/]+/).*", r"\1*", path) for path in kept})
