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
# Names that hold the version or a hash of what is in the file or folder.
HASHED = re.compile(r"\.[0-9a-f]{8}\.min\.(?:css|js)$")
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


def write_headers(site: Path) -> None:
    """Write the headers of a built site into it, in the words of four hosts."""
    everywhere = {
        "Content-Security-Policy": policy(site),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
    }
    paths = [f"/{one.relative_to(site).as_posix()}/*" for one in runtimes(site)]
    for file in sorted(site.rglob("*.min.*")):
        if HASHED.search(file.name):
            paths.append(f"/{file.relative_to(site).as_posix()}")
    rules = [("/*", everywhere)]
    rules += [(path, {"Cache-Control": FOREVER}) for path in paths]
    texts = {"_headers": "", "headers.nginx": "", "headers.caddy": "", ".htaccess": ""}
    for path, headers in rules:
        texts["_headers"] += f"{path}\n"
        texts["_headers"] += "".join(f"  {n}: {v}\n" for n, v in headers.items())
    for name, value in everywhere.items():
        texts["headers.nginx"] += f'add_header {name} "{value}" always;\n'
        texts["headers.caddy"] += f'header {name} "{value}"\n'
        texts[".htaccess"] += f'Header always set {name} "{value}"\n'
    # There, a header inside a location would take away those outside; this one doesn't.
    texts["headers.nginx"] += f'location ~ "{NEVER_CHANGES}" {{ expires 1y; }}\n'
    texts["headers.caddy"] += f'@forever path_regexp "{NEVER_CHANGES}"\n'
    texts["headers.caddy"] += f'header @forever Cache-Control "{FOREVER}"\n'
    texts[".htaccess"] += f'<If "%{{REQUEST_URI}} =~ m#{NEVER_CHANGES}#">\n'
    texts[".htaccess"] += f'  Header set Cache-Control "{FOREVER}"\n</If>\n'
    for name, text in texts.items():
        write(site / name, text.encode())


def runtimes(site: Path) -> list[Path]:
    return sorted(one for one in site.rglob("runtime-*") if one.is_dir())
