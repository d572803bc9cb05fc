"""The code's outline is exactly the code, in the versions that survive a fax."""

import re

import pytest
import segno

from issuance.paper import PaperError
from issuance.paper.qr import QUIET_ZONE, qr_svg

BASE = "HTTPS://REF.EXAMPLE.JP/V/"


def filled(svg: str, size: int) -> list[list[bool]]:
    """Fill the outline by the even-odd rule: a cell is dark where an odd number of its edges lie to the left."""
    path = re.findall(r'fill-rule="evenodd" d="([^"]*)"', svg)[0]
    walls: set[tuple[int, int]] = set()
    for loop in path.split("z")[:-1]:
        points = [tuple(int(part) for part in pair) for pair in re.findall(r"[ML](\d+) (\d+)", loop)]
        for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True):
            assert x1 == x2 or y1 == y2
            if x1 == x2:
                walls ^= {(x1, y) for y in range(min(y1, y2), max(y1, y2))}
    cells = []
    for y in range(QUIET_ZONE, QUIET_ZONE + size):
        inside = False
        row = []
        for x in range(QUIET_ZONE, QUIET_ZONE + size):
            inside ^= (x, y) in walls
            row.append(inside)
        cells.append(row)
    return cells


@pytest.mark.parametrize(("characters", "version"), [(60, 9), (262, 9), (263, 10), (311, 10)])
def test_the_outline_filled_is_the_code(characters: int, version: int) -> None:
    text = (BASE + "2KCEMISFAYEKCABBZYQKAIIGBYABGSCD7XJ5K4LM" * 10)[:characters]
    svg, size = qr_svg(text)

    expected = segno.make(text, error="m", boost_error=False, micro=False, version=version)
    assert size == 17 + 4 * version
    assert filled(svg, size) == [[bool(module) for module in row] for row in expected.matrix]


def test_too_long_an_address_is_refused() -> None:
    with pytest.raises(PaperError, match=r"312 characters.*at most 311"):
        qr_svg((BASE + "A" * 400)[:312])


def test_an_address_outside_the_alphanumeric_mode_is_refused() -> None:
    with pytest.raises(PaperError, match="upper case"):
        qr_svg(BASE + "a")
