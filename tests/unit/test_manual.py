"""The office's manual in two languages: of one shape, with the same pictures, in the words that stand on the pages.

What is bold in it stands on a page, letter by letter; an ellipsis or a name within it may be left out.
"""

import re
from pathlib import Path
from typing import Final

import pytest
from babel.messages.pofile import read_po

DOCS: Final = Path(__file__).parents[2] / "docs"
CATALOGUE: Final = DOCS.parent / "issuance" / "translations" / "ja" / "LC_MESSAGES" / "messages.po"
ENGLISH: Final = sorted(
    [DOCS / "office.md", *(each for each in (DOCS / "office").glob("*.md") if not each.name.endswith(".ja.md"))]
)
MOST_LINES: Final = 300
MOST_BYTES: Final = 120_000
_HEADING: Final = re.compile(r"^(#+) ", re.MULTILINE)
_PICTURE: Final = re.compile(r"!\[[^\]]+\]\(([^)]+)\)")
_LINK: Final = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
_BOLD: Final = re.compile(r"\*\*([^*]+)\*\*")


def japanese(english: Path) -> Path:
    """Return the same part of the manual in Japanese."""
    return english.with_suffix(".ja.md")


def in_language(picture: str, language: str) -> str:
    """Return a picture's name without its language; pictures without one belong to no language."""
    return picture.replace(f".{language}.png", ".png")


@pytest.fixture(scope="module")
def words() -> dict[str, set[str]]:
    """Read what stands on the pages, by language, in all its forms."""
    found: dict[str, set[str]] = {"en": set(), "ja": set()}
    with CATALOGUE.open("rb") as file:
        for message in read_po(file, locale="ja"):
            for language, texts in (("en", message.id), ("ja", message.string)):
                found[language] |= {bare(text) for text in ([texts] if isinstance(texts, str) else texts or ())}
    return found


def bare(text: str) -> str:
    """Return a text of a page without what a manual leaves out: the dots of a further page, the end of a sentence."""
    return text.rstrip(". …。：:").strip()


@pytest.mark.parametrize("english", ENGLISH, ids=lambda path: path.stem)
def test_both_languages_have_the_same_headings_and_pictures(english: Path) -> None:
    texts = {"en": english.read_text(encoding="utf-8"), "ja": japanese(english).read_text(encoding="utf-8")}
    headings = {language: [len(level) for level in _HEADING.findall(text)] for language, text in texts.items()}
    pictures = {
        language: [in_language(name, language) for name in _PICTURE.findall(text)] for language, text in texts.items()
    }
    assert headings["en"] == headings["ja"]
    assert pictures["en"] == pictures["ja"]
    for text in texts.values():
        assert len(text.splitlines()) <= MOST_LINES


@pytest.mark.parametrize("english", ENGLISH, ids=lambda path: path.stem)
def test_what_it_points_to_is_there_and_its_pictures_are_small(english: Path) -> None:
    for page in (english, japanese(english)):
        text = page.read_text(encoding="utf-8")
        missing = [link for link in _LINK.findall(text) if "://" not in link and not (page.parent / link).exists()]
        assert missing == [], page.name
        for picture in _PICTURE.findall(text):
            if "manual" in picture:
                assert (page.parent / picture).stat().st_size <= MOST_BYTES, picture


@pytest.mark.parametrize("english", ENGLISH, ids=lambda path: path.stem)
def test_bold_words_stand_on_the_pages(english: Path, words: dict[str, set[str]]) -> None:
    for page, language in ((english, "en"), (japanese(english), "ja")):
        told = {" ".join(text.split()) for text in _BOLD.findall(page.read_text(encoding="utf-8"))}
        assert sorted(text for text in told if bare(text) not in words[language]) == [], page.name
