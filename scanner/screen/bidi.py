"""The order in which the parts of a line are drawn where scripts of both directions meet in it.

A small part of the Unicode Bidirectional Algorithm (UAX 9), enough for names, dates and sentences: letters have a
direction, figures follow what stands before them, blanks and punctuation go with equal neighbours and else with the
line. Explicit marks are not looked at. Inside a part the font library (Raqm) orders the letters.
"""

import re
from collections.abc import Sequence
from typing import Final

RIGHT_TO_LEFT: Final = frozenset({"arabic", "hebrew"})
_MIRRORED: Final = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_OPENING: Final = ("(", "[", "{", "«")
_CLOSING: Final = (")", "]", "}", "»")
_PIECES: Final = re.compile(r"\w(?:[\w.,:/'-]*\w)?|.", re.DOTALL)

Part = tuple[str, str]
"""Script and text."""


def is_right_to_left(text_parts: Sequence[Part]) -> bool:
    """Tell whether the first letter of the line runs from right to left, as UAX 9 (P2) takes it for the line."""
    for script, text in text_parts:
        if script in RIGHT_TO_LEFT:
            return True
        if any(char.isalpha() for char in text):
            return False
    return False


def visual_order(parts: Sequence[Part], *, right_to_left: bool) -> list[Part]:
    """Return the parts as they are drawn from left to right."""
    if not any(script in RIGHT_TO_LEFT for script, _ in parts):
        return list(parts)
    pieces = [piece for part in parts for piece in _pieces(part)]
    directions = _resolved(pieces, right_to_left)
    groups: list[tuple[bool, list[Part]]] = []
    for (script, text), leftward in zip(pieces, directions, strict=True):
        # A bracket opens towards what it holds, whichever way that runs.
        shown = text.translate(_MIRRORED) if leftward and script not in RIGHT_TO_LEFT else text
        if not groups or groups[-1][0] is not leftward:
            groups.append((leftward, []))
        groups[-1][1].append((script, shown))
    ordered = reversed(groups) if right_to_left else groups
    return [part for leftward, group in ordered for part in (reversed(group) if leftward else group)]


def _pieces(part: Part) -> list[Part]:
    """Cut a part that runs from left to right into words and what stands between them."""
    script, text = part
    return [part] if script in RIGHT_TO_LEFT else [(script, piece) for piece in _PIECES.findall(text)]


def _resolved(pieces: Sequence[Part], right_to_left: bool) -> list[bool]:
    """Return for each piece whether it runs from right to left."""
    strong: list[bool | None] = []
    before = right_to_left
    for script, text in pieces:
        if script in RIGHT_TO_LEFT:
            before = True
            strong.append(True)
        elif any(char.isalpha() for char in text):
            before = False
            strong.append(False)
        else:
            strong.append(before if any(char.isdigit() for char in text) else None)
    opened: list[bool] = []
    for index, (_script, text) in enumerate(pieces):
        # A bracket closes the way it was opened (rule N0), so that no pair is torn apart.
        if text in _OPENING:
            strong[index] = _between(strong, index, right_to_left)
            opened.append(strong[index] is True)
        elif text in _CLOSING and opened:
            strong[index] = opened.pop()
    return [own if own is not None else _between(strong, index, right_to_left) for index, own in enumerate(strong)]


def _between(strong: Sequence[bool | None], index: int, right_to_left: bool) -> bool:
    """Return the direction of what has none itself: that of its neighbours where they agree, else the line's."""
    before = next((side for side in reversed(strong[:index]) if side is not None), right_to_left)
    after = next((side for side in strong[index + 1 :] if side is not None), right_to_left)
    return before if before == after else right_to_left
