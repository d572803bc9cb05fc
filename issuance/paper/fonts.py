"""The fonts of the paper, and the check that they can print a certificate before anything is rendered.

Fonts come from Debian's packages `fonts-noto-core` and `fonts-noto-cjk`; nothing else of the system is used, so
that a sheet looks the same on every machine that has these packages.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

from issuance.paper.errors import PaperError
from signing.content import AnyContent

FONT_DIRECTORIES = (Path("/usr/share/fonts/truetype/noto"), Path("/usr/share/fonts/opentype/noto"))
"""Where Debian and Ubuntu put the two packages."""

_CJK = "NotoSansCJK-Regular.ttc"
FAMILIES = {
    "Noto Sans": "NotoSans-Regular.ttf",
    "Noto Sans CJK JP": _CJK,
    "Noto Sans Arabic": "NotoSansArabic-Regular.ttf",
    "Noto Sans Hebrew": "NotoSansHebrew-Regular.ttf",
    "Noto Sans Thai": "NotoSansThai-Regular.ttf",
    "Noto Sans Devanagari": "NotoSansDevanagari-Regular.ttf",
    "Noto Sans Bengali": "NotoSansBengali-Regular.ttf",
    "Noto Sans Gurmukhi": "NotoSansGurmukhi-Regular.ttf",
    "Noto Sans Gujarati": "NotoSansGujarati-Regular.ttf",
    "Noto Sans Tamil": "NotoSansTamil-Regular.ttf",
    "Noto Sans Telugu": "NotoSansTelugu-Regular.ttf",
    "Noto Sans Kannada": "NotoSansKannada-Regular.ttf",
    "Noto Sans Malayalam": "NotoSansMalayalam-Regular.ttf",
    "Noto Sans Sinhala": "NotoSansSinhala-Regular.ttf",
    "Noto Sans Khmer": "NotoSansKhmer-Regular.ttf",
    "Noto Sans Lao": "NotoSansLao-Regular.ttf",
    "Noto Sans Myanmar": "NotoSansMyanmar-Regular.ttf",
    "Noto Sans Georgian": "NotoSansGeorgian-Regular.ttf",
    "Noto Sans Armenian": "NotoSansArmenian-Regular.ttf",
    "Noto Sans Ethiopic": "NotoSansEthiopic-Regular.ttf",
    "Noto Sans Symbols": "NotoSansSymbols-Regular.ttf",
    "Noto Sans Symbols2": "NotoSansSymbols2-Regular.ttf",
    "Noto Sans Math": "NotoSansMath-Regular.ttf",
}
"""Font families in the order in which a character is looked for, with the file that tells their coverage."""

DISPLAY_FAMILY = {"Noto Serif": "NotoSerif-Regular.ttf"}
"""The family of headings, which are never certified text."""

# Joiners shape their neighbours and have no glyph of their own; a line break is layout.
_WITHOUT_GLYPH = {"\n", "\u200c", "\u200d"}
_VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


def require_fonts(directories: Sequence[Path]) -> dict[str, Path]:
    """Find every font file in `directories`; raise :class:`PaperError` that names the packages to install."""
    found: dict[str, Path] = {}
    for family, name in {**FAMILIES, **DISPLAY_FAMILY}.items():
        path = next((directory / name for directory in directories if (directory / name).is_file()), None)
        if path is None:
            package = "fonts-noto-cjk" if name == _CJK else "fonts-noto-core"
            places = " or ".join(str(directory) for directory in directories) or "no directory at all"
            raise PaperError(
                f"The font {name} ({family}) was not found in {places}. Install it with: apt-get install {package}"
            )
        found[family] = path
    return found


def check_printable(content: AnyContent, directories: Sequence[Path] = FONT_DIRECTORIES) -> None:
    """Raise :class:`PaperError` naming the first character that no font can print and the field it stands in."""
    files = require_fonts(directories)
    texts = list(_texts(content.model_dump(mode="json", exclude_none=True, by_alias=True)))
    # Nearly always every character is in some font; where each stands matters only when one is not.
    if all(_is_printable(character, "", files) for character in set().union(*(text for _, text in texts))):
        return
    for field, text in texts:
        for position, character in enumerate(text):
            before = text[position - 1] if position else ""
            if not _is_printable(character, before, files):
                name = unicodedata.name(character, "a character without a name")
                raise PaperError(
                    f"The field {field} holds {character!r} (U+{ord(character):04X}, {name}), which no installed font "
                    "can print. Write it in another way, for example in Latin letters."
                )


def unprintable(text: str, directories: Sequence[Path] = FONT_DIRECTORIES) -> str | None:
    """Return the first character of a text that no font can print; None where all can be."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return None
    files = _files_in(tuple(directories))
    for before, character in zip(["", *text], text, strict=False):
        if not _is_printable(character, before, files):
            return character
    return None


@cache
def _files_in(directories: tuple[Path, ...]) -> dict[str, Path]:
    """Find the fonts once: a form asks for every field, and again while somebody types."""
    return require_fonts(directories)


def _is_printable(character: str, before: str, files: dict[str, Path]) -> bool:
    if character in _WITHOUT_GLYPH:
        return True
    code = ord(character)
    if any(code in block for block in _VARIATION_SELECTORS):
        return any((code, ord(before)) in _variations(files[family]) for family in FAMILIES) if before else False
    # In order, so that the large Japanese font is opened only where it is needed.
    return any(code in _coverage(files[family]) for family in FAMILIES)


@cache
def _coverage(path: Path) -> frozenset[int]:
    """Characters that a font file maps to a glyph."""
    with _open(path) as font:
        return frozenset(font.getBestCmap())


@cache
def _variations(path: Path) -> frozenset[tuple[int, int]]:
    """Pairs of variation selector and character that a font file knows, e.g. variants of Japanese names."""
    with _open(path) as font:
        tables = [table.uvsDict for table in font["cmap"].tables if table.format == 14]
    return frozenset((selector, base) for table in tables for selector, pairs in table.items() for base, _ in pairs)


@contextmanager
def _open(path: Path) -> Iterator[TTFont]:
    try:
        with path.open("rb") as file:
            yield TTFont(file, fontNumber=0, lazy=True)
    except (TTLibError, OSError) as error:
        raise PaperError(
            f"The font file {path} cannot be read ({error}). Install its package again: apt-get install --reinstall "
            "fonts-noto-core fonts-noto-cjk"
        ) from error


def _texts(value: object, field: str = "") -> Iterator[tuple[str, str]]:
    """Walk through every text of the content with the path of its field, e.g. `goods.2.description`."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, f"{field}.{key}" if field else key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, f"{field}.{index}")
