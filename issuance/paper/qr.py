"""The seal's QR code as one vector outline.

Modules drawn one by one leave hairline gaps where a viewer smooths edges. Tracing the outline of every dark area
and filling it by the even-odd rule has no inner edges, so no gaps at any zoom and in any printer.
"""

import re
from collections import defaultdict

import segno

from issuance.paper.errors import PaperError

QUIET_ZONE = 4
"""Empty modules on each side (ISO/IEC 18004)."""
VERSION_9_CHARACTERS = 262
VERSION_10_CHARACTERS = 311
"""Alphanumeric characters that versions 9 and 10 hold at error correction level M."""

_ALPHANUMERIC = re.compile(r"[0-9A-Z $%*+\-./:]+")


def qr_svg(text: str) -> tuple[str, int]:
    """Return the code of `text` as SVG, quiet zone included, and its modules per side without the quiet zone.

    Version 9 or 10, level M: both hold many alignment patterns and keep the module size that survives a fax.
    Raises :class:`PaperError` for text that is too long or would leave the alphanumeric mode.
    """
    if not _ALPHANUMERIC.fullmatch(text):
        raise PaperError(
            "The seal's address holds characters outside the QR code's alphanumeric set, so the code would grow "
            "beyond what survives a fax. Write the reference site's address in upper case without other signs."
        )
    if len(text) > VERSION_10_CHARACTERS:
        raise PaperError(
            f"The seal's address has {len(text)} characters; a QR code that survives a fax holds at most "
            f"{VERSION_10_CHARACTERS}. Choose a shorter reference site address."
        )
    version = 9 if len(text) <= VERSION_9_CHARACTERS else 10
    code = segno.make(text, error="m", version=version, boost_error=False, micro=False)
    modules = [[bool(module) for module in row] for row in code.matrix]
    size = len(modules)
    edge = size + 2 * QUIET_ZONE
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {edge} {edge}">'
        f'<path fill="#fff" d="M0 0H{edge}V{edge}H0z"/>'
        f'<path fill="#000" fill-rule="evenodd" d="{_outline(modules)}"/></svg>'
    )
    return svg, size


def _outline(modules: list[list[bool]]) -> str:
    """Trace the borders between dark and light as closed loops of an SVG path."""
    loops = []
    following = _border_steps(modules)
    while following:
        start = next(iter(following))
        point, heading = start, (0, 0)
        path = [f"M{start[0] + QUIET_ZONE} {start[1] + QUIET_ZONE}"]
        while point in following:
            choices = following[point]
            # Where two dark modules touch by a corner alone, either way on closes a loop with the same filling.
            step = choices.pop()
            if not choices:
                del following[point]
            if heading not in ((0, 0), step):
                path.append(f"L{point[0] + QUIET_ZONE} {point[1] + QUIET_ZONE}")
            heading = step
            point = (point[0] + step[0], point[1] + step[1])
        loops.append("".join(path) + "z")
    return "".join(loops)


def _border_steps(modules: list[list[bool]]) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """For each corner list the unit steps along borders, dark always on the same hand."""
    steps: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    light = [False] * len(modules)
    # Each row beside those above and below it; what lies outside the symbol is light.
    for y, (above, row, below) in enumerate(zip([light, *modules], modules, [*modules[1:], light], strict=False)):
        left = False
        for x, (dark, right) in enumerate(zip(row, [*row[1:], False], strict=True)):
            if dark:
                if not above[x]:
                    steps[x, y].append((1, 0))
                if not right:
                    steps[x + 1, y].append((0, 1))
                if not below[x]:
                    steps[x + 1, y + 1].append((-1, 0))
                if not left:
                    steps[x, y + 1].append((0, -1))
            left = dark
    return steps
