"""Certified text on the screen: all of it, within its room, in the direction in which it is read."""

import itertools
import re
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.comparison.form import Line, Look
from scanner.comparison.sheets import SMALLEST, Row, divide, slices
from scanner.screen import typeface
from scanner.screen.wrapping import clusters

UNIT = 20
WRITTEN = st.text(
    st.sampled_from("Hafenstraße 7,-()/ 東京都千代田区丸の内。 شركة النور دبي 12 שלום สำนักงาน e\u0301 नमस्ते"),
    max_size=300,
)
LINES = st.lists(st.builds(Line, WRITTEN, st.sampled_from(Look)), min_size=1, max_size=6)
ROOMS = st.tuples(st.integers(250, 900), st.integers(80, 700))


def letters(texts: Sequence[str]) -> str:
    return re.sub(r"\s", "", "".join(texts))


def texts_of(sheets: Sequence[Sequence[Row]]) -> list[str]:
    return [cell.text for sheet in sheets for row in sheet for cell in row.cells if not cell.warns]


@given(LINES, ROOMS)
@settings(deadline=None, max_examples=150)
def test_every_letter_stands_on_a_sheet_within_its_room(lines: list[Line], room: tuple[int, int]) -> None:
    sheets = divide(lines, {}, room, UNIT)

    assert letters(texts_of(sheets)) == letters([line.text for line in lines])
    for sheet in sheets:
        # A sheet of one row is as low as it can be.
        assert len(sheet) == 1 or sum(row.height for row in sheet) <= room[1]
        for cell in (cell for row in sheet for cell in row.cells):
            fits = cell.left + typeface.width(cell.text, cell.size, bold=cell.bold) <= room[0]
            assert fits or len(list(clusters(cell.text))) == 1


@given(st.lists(st.tuples(WRITTEN, WRITTEN, WRITTEN), min_size=1, max_size=4), ROOMS)
@settings(deadline=None, max_examples=60)
def test_every_letter_of_a_table_stands_in_its_column(goods: list[tuple[str, str, str]], room: tuple[int, int]) -> None:
    lines = [Line(text, cell=(row, column + 1)) for row, texts in enumerate(goods) for column, text in enumerate(texts)]

    sheets = divide(lines, {}, room, UNIT)

    cells = [cell for sheet in sheets for row in sheet for cell in row.cells]
    for column, left in enumerate(sorted({cell.left for cell in cells})):
        shown = letters([cell.text for cell in cells if cell.left == left])
        assert shown == letters([texts[column] for texts in goods])


def test_letters_are_as_large_as_the_room_allows_and_never_too_small() -> None:
    short, long = [Line("Japan")], [Line("a long remark " * 100)]

    ((one,),) = divide(short, {}, (800, 500), UNIT)
    many = divide(long, {}, (800, 500), UNIT)

    assert one.cells[0].size > 2 * UNIT
    assert len(many) > 1
    assert all(cell.size >= UNIT * SMALLEST for sheet in many for row in sheet for cell in row.cells)


def test_a_line_of_goods_that_fits_a_sheet_is_not_torn() -> None:
    lines = [Line(f"{row} " + "word " * 25, cell=(row, 2)) for row in range(6)]

    for sheet in divide(lines, {}, (700, 300), UNIT):
        assert sheet[0].ruled


def test_a_hint_stands_below_the_line_that_it_is_about() -> None:
    (rows,) = divide([Line("Hafenstraße 7\n20457 Hamburg")], {0: ["20457 Hamburg"]}, (900, 500), UNIT)

    cells = [row.cells[0] for row in rows]
    assert [(cell.text, cell.hinted) for cell in cells[:2]] == [("Hafenstraße 7", False), ("20457 Hamburg", True)]
    assert [cell.warns for cell in cells] == [False, False, *[True] * (len(cells) - 2)]
    assert cells[2].text.startswith("not found in the file's text")


@given(st.integers(50, 1600), st.integers(50, 1600), ROOMS)
def test_the_slices_of_a_page_show_all_of_it(width: int, height: int, room: tuple[int, int]) -> None:
    parts = slices((width, height), room)

    assert (parts[0].top, parts[-1].bottom) == (0, height)
    assert all(after.top < before.bottom for before, after in itertools.pairwise(parts))
    assert all((part.bottom - part.top) * part.scale <= room[1] + 1 for part in parts)
    assert all(width * part.scale <= room[0] + 1 for part in parts)
