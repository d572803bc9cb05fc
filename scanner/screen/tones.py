"""The colours of each kind of finding: the same in all windows and on the public pages.

Colour never speaks alone: `scanner.screen.icons` has a shape for each kind, and a word stands beside it.
"""

from dataclasses import dataclass
from typing import Final

from scanner.screen.finding import Kind
from scanner.screen.typeface import Colour

INK: Final = (0x10, 0x18, 0x20)
WHITE: Final = (0xFF, 0xFF, 0xFF)
NAVY: Final = (0x12, 0x35, 0x5B)
NAVY_TINT: Final = (0xEA, 0xF0, 0xF7)
GREEN: Final = (0x0B, 0x6B, 0x3A)
GREEN_TINT: Final = (0xEA, 0xF5, 0xEE)
RED: Final = (0xA8, 0x20, 0x1A)
RED_TINT: Final = (0xFC, 0xEC, 0xEA)
AMBER: Final = (0x8A, 0x5A, 0x00)
AMBER_TINT: Final = (0xFC, 0xF4, 0xE3)
GREY: Final = (0x4A, 0x55, 0x60)
HAIR: Final = (0xC3, 0xC9, 0xCE)
"""Thin lines that part what belongs apart."""
DESK: Final = (0xE9, 0xEC, 0xEF)
"""Behind everything: light enough that a white panel still stands out."""


@dataclass(frozen=True, slots=True)
class Tone:
    """Red, green, blue of one kind of finding; every text keeps a contrast of at least 4.5 to what lies behind it."""

    colour: Colour
    """Of the word on a card, of the icon's block and of the outline around the code."""

    tint: Colour
    """Behind the lines of a card."""

    panel: Colour
    """Behind the big verdict."""

    on_panel: Colour
    """The big verdict's text and icon."""

    dashed: bool = False
    """Whether the border is dashed: something is still to be done."""


TONES: Final = {
    # White with a navy dashed border, as on the public pages: in force is no green light while nobody has compared.
    Kind.COMPARE: Tone(NAVY, WHITE, WHITE, NAVY, dashed=True),
    Kind.CONFIRMED: Tone(GREEN, GREEN_TINT, GREEN, WHITE),
    Kind.INVALID: Tone(RED, RED_TINT, RED, WHITE),
    Kind.INDETERMINATE: Tone(AMBER, AMBER_TINT, AMBER, WHITE),
}

CHECKING: Final = Tone(NAVY, NAVY_TINT, NAVY_TINT, NAVY)
"""While the answer is on its way."""


def tone_of(kind: Kind | None) -> Tone:
    """Return the tone of a finding's kind; None while there is no finding yet."""
    return CHECKING if kind is None else TONES[kind]
