"""Text of any script as Pillow draws it, with the Noto fonts where they are installed.

OpenCV's own text function knows ASCII alone, and a chamber's name may be Japanese or Arabic.
"""

import sys
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from PIL import ImageDraw, ImageFont

from scanner.screen.bidi import is_right_to_left, visual_order

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Colour = tuple[int, int, int]

FOLDERS: Final = {
    "linux": ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts"),
    "darwin": ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
    "win32": ("C:/Windows/Fonts",),
}
"""Where each system keeps its fonts."""

FACES: Final = {
    "latin": ("NotoSans-{w}.ttf", "DejaVuSans{b}.ttf", "Arial.ttf", "arial.ttf"),
    "cjk": ("NotoSansCJK-{w}.ttc", "NotoSansJP-{w}.otf", "YuGothM.ttc", "Hiragino Sans GB.ttc"),
    "arabic": ("NotoSansArabic-{w}.ttf", "DejaVuSans{b}.ttf", "arial.ttf"),
    "hebrew": ("NotoSansHebrew-{w}.ttf", "DejaVuSans{b}.ttf", "arial.ttf"),
    "devanagari": ("NotoSansDevanagari-{w}.ttf", "Nirmala.ttf"),
    "thai": ("NotoSansThai-{w}.ttf", "LeelawUI.ttf"),
}
"""For each script the font files that have it, the best first; {w} is Regular or Bold, {b} empty or -Bold."""

RANGES: Final = (
    (0x0590, 0x05FF, "hebrew"),
    (0x0600, 0x06FF, "arabic"),
    (0x0750, 0x077F, "arabic"),
    (0x0900, 0x097F, "devanagari"),
    (0x0E00, 0x0E7F, "thai"),
    (0x1100, 0x11FF, "cjk"),
    (0x2E80, 0xA4CF, "cjk"),
    (0xAC00, 0xD7FF, "cjk"),
    (0xF900, 0xFAFF, "cjk"),
    (0xFB50, 0xFDFF, "arabic"),
    (0xFE30, 0xFE4F, "cjk"),
    (0xFE70, 0xFEFF, "arabic"),
    (0xFF00, 0xFFEF, "cjk"),
    (0x20000, 0x3FFFF, "cjk"),
)
"""Unicode blocks by script; all else is drawn with the Latin font, which has Greek and Cyrillic too."""


_ON_NO_LINE: Final = ("Cc", "Zl", "Zp", "Cs")
"""Unicode categories: control characters, separators of lines and paragraphs, halves of characters."""


def width(text: str, size: int, *, bold: bool = False) -> int:
    """Return the width of a line of text in pixels; `size` is the font size in pixels."""
    return round(sum(font(script, size, bold=bold).getlength(run) for script, run in runs(text)))


def draw(
    canvas: ImageDraw.ImageDraw,
    at: tuple[int, int],
    text: str,
    size: int,
    colour: Colour,
    *,
    bold: bool = False,
) -> None:
    """Draw a line of text; `at` is the left end of its baseline, so that scripts line up.

    Parts that run from right to left stand where their reader expects them.
    """
    left: float
    left, baseline = at
    parts = runs(text)
    for script, run in visual_order(parts, right_to_left=is_right_to_left(parts)):
        face = font(script, size, bold=bold)
        canvas.text((left, baseline), run, fill=colour, font=face, anchor="ls")
        left += face.getlength(run)


def fitted(text: str, size: int, room: int, *, bold: bool = False) -> str:
    """Return the text, cut with an ellipsis where it is wider than `room` pixels."""
    if width(text, size, bold=bold) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle] + "…", size, bold=bold) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


def runs(text: str) -> list[tuple[str, str]]:
    """Split a text into (script, part), each part to be drawn with one font.

    Punctuation goes to the Latin font even inside other scripts, whose fonts often lack it. So do blanks at
    the end of a part: in a script that runs from right to left they would end up on the wrong side.
    What belongs on no line, as the line breaks of an address, becomes a blank.
    """
    parts: list[tuple[str, str]] = []
    for char in map(_on_one_line, text):
        script = script_of(char)
        if parts and (script == parts[-1][0] or char.isspace() or unicodedata.combining(char)):
            parts[-1] = (parts[-1][0], parts[-1][1] + char)
            continue
        if parts and parts[-1][0] != "latin" and parts[-1][1][-1].isspace():
            script_before, before = parts.pop()
            kept = before.rstrip()
            parts += [(script_before, kept), ("latin", before[len(kept) :])]
        if parts and parts[-1][0] == script:
            parts[-1] = (script, parts[-1][1] + char)
        else:
            parts.append((script, char))
    return parts


def _on_one_line(char: str) -> str:
    """Return the character, or a blank for one at which the text layout fails instead of drawing something."""
    return " " if unicodedata.category(char) in _ON_NO_LINE else char


def script_of(char: str) -> str:
    """Return the name of the script, a key of `FACES`."""
    code = ord(char)
    return next((script for first, last, script in RANGES if first <= code <= last), "latin")


@cache
def font(script: str, size: int, *, bold: bool = False) -> Font:
    """Return the best font installed for a script; Pillow's own Latin font where there is none."""
    weight = {"w": "Bold" if bold else "Regular", "b": "-Bold" if bold else ""}
    for name in FACES[script]:
        path = _installed_fonts().get(name.format(**weight))
        if path is not None:
            return ImageFont.truetype(path, size)
    return ImageFont.load_default(size)


@cache
def _installed_fonts() -> dict[str, Path]:
    """Map the file names of all installed fonts to their paths; looked up once."""
    wanted = (".ttf", ".ttc", ".otf")
    folders = [Path(folder).expanduser() for folder in FOLDERS.get(sys.platform, FOLDERS["linux"])]
    return {path.name: path for folder in folders for path in folder.rglob("*") if path.suffix in wanted}
