"""The office's Japanese catalogue: what is marked is found, and nothing stands in it that is broken or said nowhere."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment

import issuance
from issuance.language import LANGUAGES
from tests.catalogues import Translation, marked

PACKAGE = Path(issuance.__path__[0])
JAPANESE = Translation(PACKAGE, "ja", {code: language.locale for code, language in LANGUAGES.items()})
MARKERS = ("_", "N_", "ngettext")
REFUSALS = ("RefusedError", "ConflictError")
AT_THE_TERMINAL = {
    "attachments.py", "backup", "bulletin", "drafts.py", "originals.py", "publish.py", "watch",
    "domain/draft.py", "domain/rules.py", "domain/imports", "domain/disclosure/manifest.py",
    "commands", "services/certificates", "services/chamber/founding.py", "services/trail/check.py", "storage/store.py",
    "services/imports", "services/disclosure/verifying.py", "services/retention/certificates.py",
    "services/retention/job.py",
}  # fmt: skip
"""Modules whose refusals are read by who runs commands, in English, and by no page."""
WORD = re.compile(r"[A-Za-z]{2}")
SAID_ALOUD = ("aria-label", "title", "alt", "placeholder", "data-label")


class _Texts(HTMLParser):
    """What people read, or have read out, in a template without its expressions."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in SAID_ALOUD and value and WORD.search(value)]

    def handle_data(self, data: str) -> None:
        if WORD.search(data):
            self.found.append(data.strip())


def bare_texts(template: str) -> list[str]:
    """Return the words that stand in a template as they are: outside of expressions, tags and comments."""
    environment, kept, block = Environment(autoescape=True), "", ""
    for _line, kind, value in environment.lex(template):
        if kind == "name" and value == "block":
            block = "begun"
        elif kind == "name" and block == "begun":
            block = value
        elif kind == "data" and block != "width":  # the block `width` holds a CSS class
            kept += value
        elif kind == "data":
            block = ""
    reader = _Texts()
    reader.feed(kept)
    return reader.found


def refusals() -> Iterator[tuple[str, ast.expr]]:
    """Yield the sentence of each refusal that a page may show, with the place where it is raised."""
    for path in PACKAGE.rglob("*.py"):
        place = path.relative_to(PACKAGE).as_posix()
        if any(place == each or place.startswith(f"{each}/") for each in AT_THE_TERMINAL):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS:
                yield f"{place}:{node.lineno}", node.args[0]


def test_texts_of_forms_services_and_templates_are_found() -> None:
    found = marked(PACKAGE)
    for text in (
        "To the start page",  # in a template
        "There is no such page",  # marked by N_
        "There is no such day in the calendar.",  # said by a form
        "Not a valid choice.",  # of WTForms
        "Closed now. The office opens again on %(moment)s.",
    ):
        assert text in found


def test_no_text_is_put_together_inside_a_marker() -> None:
    """Pybabel passes over `_(f"…")` and `_("…" + name)` without a word: such a text would never be translated."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS:
                put_together = [each for each in node.args if isinstance(each, ast.JoinedStr | ast.BinOp)]
                assert put_together == [], f"{path.name}:{node.lineno}"


def test_every_text_is_there_and_no_other() -> None:
    assert list(JAPANESE.problems()) == []


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ('<p>{{ _("Marked") }}</p>', []),
        ("<p>Not marked {{ name }}</p>", ["Not marked"]),
        ('<p title="Not marked">{# a comment #}</p>', ["Not marked"]),
        ('{% block width %} wide{% endblock %}<p lang="en">–</p>', []),
    ],
)
def test_bare_words_of_a_template_are_found(template: str, found: list[str]) -> None:
    assert bare_texts(template) == found


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.html")), ids=lambda path: path.stem)
def test_no_template_holds_words_that_are_not_marked(path: Path) -> None:
    unit = "( UTC)"  # beside a time; the same in every language
    assert [text for text in bare_texts(path.read_text(encoding="utf-8")) if text != unit] == []


def test_what_a_page_answers_is_marked() -> None:
    said_bare = [place for place, sentence in refusals() if isinstance(sentence, ast.Constant | ast.JoinedStr)]
    assert said_bare == []
