# Copied from docs/copying.md, the place to edit it (0d71255c8c46a21c).
"""Copy names of tinynet as a program of their own, or trace such copies in files."""

import argparse
import ast
import difflib
import re
import sys
from functools import cache
from glob import escape, glob
from hashlib import sha256
from pathlib import Path

from tinynet import __version__


@cache
def pieces():
    """Return the page and the code of each definition and import, by its name."""
    found, name = {}, r"(?:#.*\n)*(?:.*import (?:.* as )?|def |class )?(\w*)"
    for module in re.findall(r"\btinynet\.[a-z]\w*", " ".join(sys.modules)):
        text, end = Path(sys.modules[module].__file__).read_text("utf-8"), 1
        for node in ast.parse(text).body:
            code = "\n".join(text.split("\n")[end : node.end_lineno]).strip()
            if not code.startswith("from tinynet"):
                found[re.match(name, code)[1]] = text[14 : text.index(",")], code
            end = node.end_lineno
    return found


def copied(names):
    """Return the smallest program that has these names, or raise ValueError."""
    known, needed = pieces(), [*names]
    for name in needed:
        if name not in known:
            near = ", ".join(difflib.get_close_matches(name, known)) or "nothing"
            raise ValueError(f"tinynet has no {name}; near it: {near}")
        used = {getattr(one, "id", "") for one in ast.walk(ast.parse(known[name][1]))}
        needed += used & known.keys() - {*needed}
    code = [code for name, (_, code) in known.items() if name in needed]
    imports = [one for one in code if one.startswith(("import ", "from "))]
    rest = "\n\n\n".join(one for one in code if one not in imports) + "\n"
    head = f"# tinynet: {', '.join(names)} ({known[names[0]][0]}), tinynet-book "
    head += f"{__version__}, MIT-0, {sealed(rest)[0]}"
    imports.sort(key=lambda one: ("numpy" in one, one < "import", one))
    above = "\n".join([head, *imports]).replace("\nimport numpy", "\n\nimport numpy")
    return above + ("\n\n\n" if rest.startswith(("def ", "class ")) else "\n\n") + rest


def sealed(code, count=None):
    """Return the fingerprint of the first statements but imports, and their code."""
    nodes = [one for one in ast.parse(code).body if not hasattr(one, "names")][:count]
    # Neither layout nor the version of Python changes what is left of the trees.
    drop = r"ctx=\w+[(][)]|\w+=\[\]|\\[nt]|[, ]"
    trees = re.sub(drop, "", "".join(map(ast.dump, nodes)))
    return f"{len(nodes)}-{sha256(trees.encode()).hexdigest()[:16]}", ast.unparse(nodes)


def traced(text):
    """Yield the line, the names and the state of each copy in a text."""
    mark = r"(?m)^([ \t]*)# tinynet: (.+) [(].+[)], tinynet-book .+, ((\d+)-\w{16})\n"
    for found in re.finditer(mark, text):
        margin, names, seal, count = found.groups()
        below = re.split(mark, text[found.end() :])[0] + "\n"
        below = re.match(rf"(?:{margin}.*\n|[ \t]*\n)*", below)[0]
        try:
            old, mine = sealed(re.sub(f"(?m)^{margin}", "", below), int(count))
            new, latest = sealed(copied(names.split(", ")))
            lines = mine.split("\n"), latest.split("\n")
            diff = difflib.unified_diff(*lines, "yours", "latest", lineterm="")
            state = "current" if new == seal else "\n".join(["outdated", *diff])
            state = state if old == seal else "edited"
        except (SyntaxError, ValueError) as error:
            state = f"unclear, {error.args[0]}"
        yield text.count("\n", 0, found.end()), names, state


def trace(path):
    """Print each copy's state in a file or folder; return 1 if one isn't current."""
    status = 0
    for file in sorted(glob(f"{escape(path)}/**/*.py", recursive=True)) or [path]:
        try:
            if Path(file).stat().st_size > 10**7:
                raise ValueError("it is larger than 10 MB")
            for line, names, state in traced(Path(file).read_text("utf-8-sig")):
                print(f"{file}:{line}: {names}: {state}")
                status |= state != "current"
        except (OSError, ValueError) as error:
            print(f"{file}: not read: {error}")
            status |= isinstance(error, OSError)
    return status


def main():
    """Do what the command line asks for; return the status of a trace."""
    parser = argparse.ArgumentParser("python -m tinynet", description=__doc__)
    parser.add_argument("verb", choices=["copy", "trace"])
    parser.add_argument("what", nargs="+", help="names to copy, or paths to trace")
    parser.add_argument("-o", type=Path, metavar="FILE", help="copy into a file")
    parser.add_argument("--force", action="store_true", help="whatever it holds now")
    given = parser.parse_args()
    if given.verb == "trace":
        return max(map(trace, given.what))
    try:
        text, file = copied(given.what).encode(), given.o
        if file and not given.force and file.exists() and file.read_bytes() != text:
            raise ValueError(f"{file} holds something else; see --force")
        (file.write_bytes if file else sys.stdout.buffer.write)(text)
    except (OSError, ValueError) as error:
        parser.error(str(error))


if __name__ == "__main__":
    sys.exit(main())
