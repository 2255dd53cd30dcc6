"""Formulas and figures: what becomes of them in a page, and what is refused."""

import re
from types import SimpleNamespace

import pytest
from built_site import ROOT, build
from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from publish.weave import Unwoven, inlined, mathml

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 140 60">{}</svg>'
SIGNS = {
    r"t \ln y": "t~ln~y",
    r"(1-t)\ln(1-y)": "(1−t)~ln(1−y)",
    r"2 \ln^2 \frac{5}{x}": "2~ln2~5x",
    r"\begin{aligned} u &= \ln p \\ v &= d \end{aligned}": "u=ln~pv=d",
}
WRONG = [r"\sigm(z)", r"\frac{1}", r"\left( z", "x }"]
STRANGE = ["<script/>", "<style>*{fill: red}</style>", "<g>", '<path fill="#123456"/>']


def test_formulas_are_set_as_in_print():
    for tex, shown in SIGNS.items():
        spaced = mathml(tex).replace('<mspace width="0.167em" />', "~")
        assert re.sub("<[^>]*>", "", spaced) == shown
    assert '<mo form="prefix">−</mo>' in mathml("y = -x")
    assert "prefix" not in mathml("f' - b") + mathml("(a) - b")


def test_a_figure_gets_words_a_width_its_own_names_and_the_colours_of_the_site():
    inside = '<title>t</title><path id="a" fill="#1d5fc4" style="stroke: #8b929c"/>'
    part = inlined(SVG.format(inside + '<use href="#a" mask="url(#a)"/>'), "f", 'A "b"')
    assert 'width="10em" role="img" aria-label="A &quot;b&quot;"' in part
    assert 'id="f-a" fill="var(--figure-1,#1d5fc4)"' in part
    assert 'style="stroke: var(--figure-faint,#8b929c)"' in part
    assert ' xlink:href="#f-a" mask="url(#f-a)"' in part
    assert "<title>" not in part


def convert(root, text: str, builder: str = "") -> str:
    """Return a page as the extension leaves it for one of the builders, or for none."""
    (root / "page.md").write_text(text)
    names, page = ["pymdownx.arithmatex", "publish.weave"], root / "page.md"
    md = Markdown(extensions=names, extension_configs={names[0]: {"generic": True}})
    relpath, context = Treeprocessor(), Preprocessor()
    relpath.file = SimpleNamespace(abs_src_path=page, src_uri="page.md")
    context.page, context.config = SimpleNamespace(path="page.md"), {"docs_dir": root}
    context.run = lambda lines: lines
    if builder == "MkDocs":
        md.treeprocessors.register(relpath, "relpath", 0)
    elif builder == "Zensical":
        md.preprocessors.register(context, "rendering_context", 0)
    return md.convert(text)


@pytest.mark.parametrize("builder", ["MkDocs", "Zensical"])
def test_both_builders_get_what_is_right_and_the_line_that_is_wrong(tmp_path, builder):
    text = "First ($x$),<!-- = a[0][-1] --> `<!-- b -->`. ![A](a.svg)"
    (tmp_path / "a.svg").write_text(SVG.format(""))
    html = convert(tmp_path, text, builder)
    assert re.search(r'<span class="formula">\(<math.*</math>\),</span> <code>', html)
    assert "&lt;!-- b" in html and "a[0]" not in html
    assert '<span class="picture"><svg' in html
    for number, inside in enumerate(STRANGE):
        (tmp_path / f"{number}.svg").write_text(SVG.format(inside))
    wrong_figures = [f"![A]({number}.svg)" for number in range(5)]  # no fifth is there
    for wrong in [*(f"${tex}$" for tex in WRONG), *wrong_figures, "![](a.svg)"]:
        with pytest.raises(Unwoven, match=r"^docs/page\.md:3: the (formula|figure) "):
            convert(tmp_path, f"# A\n\n{wrong}\n", builder)
    assert re.search('"arithmatex".*<img', convert(tmp_path, text))


def test_mkdocs_ends_with_the_line_of_the_page_and_without_a_traceback(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# A\n\nA formula: $\\frac{1}$.\n")
    settings = f"INHERIT: {ROOT}/mkdocs.yml\nnav: [index.md]\nhooks: []\n"
    (tmp_path / "mkdocs.yml").write_text(settings + "theme: {custom_dir: docs}")
    done = build(tmp_path / "site", root=tmp_path)
    assert done.returncode == 1
    assert "docs/index.md:3: the formula" in done.stderr
    assert "Traceback" not in done.stderr
