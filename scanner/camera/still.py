"""The picture that stands still on a hit: what the camera saw, beside it the verdict, below it the keys."""

from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw

from reading.draw.drawn import Picture
from scanner.camera.fitting import fit
from scanner.camera.overlay import bgr, outline
from scanner.camera.watch import Hit
from scanner.language import _
from scanner.screen import typeface
from scanner.screen.finding import Finding, Kind
from scanner.screen.keys import CAMERA_KEYS
from scanner.screen.panel import panel
from scanner.screen.tones import DESK, INK, NAVY, WHITE, tone_of

PICTURE_PART: Final = 0.42
"""Part of the width that the camera's picture gets; the verdict gets the rest."""


def draw_still(hit: Hit, finding: Finding, width: int, height: int, *, comparable: bool) -> Picture:
    """Draw the verdict over a hit; the frame may be missing."""
    unit = max(8, min(height // 30, width // 48))
    edge = unit
    column = round(width * PICTURE_PART) - edge
    canvas = Image.new("RGB", (width, height), DESK)
    right = edge + column + edge
    canvas.paste(panel(finding, max(1, width - right - edge), max(1, height - 2 * edge)), (right, edge))
    foot = edge
    if hit.frame is not None:
        shape = hit.frame.shape
        picture_height = max(1, min(round(column * shape[0] / shape[1]), round(height * 0.6)))
        canvas.paste(_what_was_seen(hit, finding.kind, column, picture_height), (edge, edge))
        foot += picture_height
    _keys(ImageDraw.Draw(canvas), (edge, foot + unit), column, unit, comparable=comparable)
    return bgr(canvas)


def _what_was_seen(hit: Hit, kind: Kind, width: int, height: int) -> Image.Image:
    """Return the frame with the code outlined."""
    assert hit.frame is not None  # noqa: S101  # the caller has looked
    picture, place = fit(hit.frame, width, height)
    if hit.code is not None:
        outline(picture, place.code(hit.code), tone_of(kind).colour, max(2, width // 200))
    return Image.fromarray(picture[:, :, ::-1])


def _keys(canvas: ImageDraw.ImageDraw, at: tuple[int, int], room: int, unit: int, *, comparable: bool) -> None:
    rows = [(_("Space"), _("next certificate")), (_("?"), _("all keys"))]
    if comparable:
        rows.insert(0, (_("Enter"), _("compare the paper")))
    left, baseline = at
    for key, does in rows:
        baseline += round(unit * 2.3)
        size = round(unit * 1.15)
        cap = typeface.width(key, size, bold=True) + unit
        box = (left, baseline - round(unit * 1.4), left + cap, baseline + round(unit * 0.5))
        canvas.rounded_rectangle(box, unit // 3, fill=NAVY)
        typeface.draw(canvas, (left + unit // 2, baseline), key, size, WHITE, bold=True)
        shown = typeface.fitted(does, size, room - cap - unit)
        typeface.draw(canvas, (left + cap + round(unit * 0.6), baseline), shown, size, INK)


@lru_cache(maxsize=4)
def draw_keys(width: int, height: int, language: str) -> Picture:
    """Draw the table of all keys; `language` only tells the kept pictures apart."""
    del language
    unit = max(8, min(height // 26, width // 36))
    rows = [(_(key), _(does)) for key, does in CAMERA_KEYS]
    canvas = Image.new("RGB", (width, height), NAVY)
    ink = ImageDraw.Draw(canvas)
    left = max(unit, width // 2 - unit * 15)
    baseline = max(unit * 3, (height - unit * 2 * (len(rows) + 2)) // 2)
    typeface.draw(ink, (left, baseline), _("Keys"), round(unit * 1.6), WHITE, bold=True)
    baseline += unit
    for key, does in rows:
        baseline += unit * 2
        typeface.draw(ink, (left, baseline), key, unit, WHITE, bold=True)
        typeface.draw(ink, (left + unit * 8, baseline), does, unit, WHITE)
    return bgr(canvas)
