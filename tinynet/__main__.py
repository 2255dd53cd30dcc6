# Copied from docs/copying.md, the place to edit it (73cc2cfce56cdd65).
"""Copy names of tinynet as a program of their own, or trace such copies in files."""

import argparse
import ast
import difflib
import re
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path

from tinynet import __version__


@cache
def pieces():
    """Return the page and the code of each definition and import, by its name."""
    name = re.compile(r"(?:#.*\n)*(?:.*import (?:.* as )?|def |class )?(\w*)")
    found = {}
    for module in re.findall(r"\btinynet\.[a-z]\w*", " ".join(sys.modules)):
        text, end = Path(sys.modules[module].__file__).read_text("utf-8"), 1
        for node in ast.parse(text).body:
            code = "\n".join(text.split("\n")[end : node.end_lineno]).strip()
            if not code.startswith("from tinynet"):
                found[name.match(code)[1]] = text[14 : text.index(",")], code
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
    code = [one for one in code if one not in imports]
    head = f"# tinynet: {', '.join(names)} ({known[names[0]][0]}), tinynet-book "
    head += f"{__version__}, MIT-0, " + sealed("\n".join(code))[0]
    return head + "\n" + assembled(imports, code)


def assembled(imports, code):
    """Return a program of imports, Python's own modules first, and of other pieces."""
    merged, parts, rest = {}, ([], []), "\n\n\n".join(code) + "\n"
    for start, _, name in sorted(one.partition(" import ") for one in {*imports}):
        merged.setdefault(start, []).append(name)
    for start, names in sorted(merged.items(), key=lambda one: one[0] < "import"):
        own = re.split("[ .]", start)[1] in sys.stdlib_module_names
        parts[not own].append(" import ".join(filter(None, [start, ", ".join(names)])))
    above = "\n\n".join("\n".join(part) for part in parts if part)
    gap = "\n\n\n" if rest.startswith(("def ", "class ")) else "\n\n"
    return above + gap * bool(above) + rest


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


def main():
    """Do what the command line asks for, and return the status."""
    parser = argparse.ArgumentParser("python -m tinynet", description=__doc__)
    parser.add_argument("verb", choices=["copy", "trace"])
    parser.add_argument("what", nargs="+", help="names to copy, or paths to trace")
    parser.add_argument("-o", type=Path, metavar="FILE", help="copy into a file")
    parser.add_argument("--force", action="store_true", help="whatever it holds now")
    given, status = parser.parse_args(), 0
    if given.verb == "copy":
        try:
            text, file = copied(given.what).encode(), given.o
            if file is None:
                sys.stdout.buffer.write(text)
            elif given.force or not file.exists() or file.read_bytes() == text:
                file.write_bytes(text)
            else:
                raise ValueError(f"{file} holds something else; see --force")
        except (OSError, ValueError) as error:
            parser.error(str(error))
        return 0
    for path in map(Path, given.what):
        found = [file.relative_to(path).as_posix() for file in path.rglob("*.py")]
        names = sorted(one for one in found if not re.search(r"(^|/)\.", one))
        for file in [path / name for name in names or [""]]:
            try:
                large = file.stat().st_size > 10**7
                if large or "\0" in (text := file.read_text("utf-8")):
                    raise ValueError("it is binary, or larger than 10 MB")
            except (OSError, ValueError) as error:
                print(f"{file}: not read: {error}")
                status |= isinstance(error, OSError)
                continue
            for line, names, state in traced(text):
                print(f"{file}:{line}: {names}: {state}")
                status |= state != "current"
    return status


if __name__ == "__main__":
    sys.exit(main())
