"""Values of the trail: laid out for reading, and harmless in a spreadsheet."""

import csv
import datetime as dt
import io

from hypothesis import given
from hypothesis import strategies as st

from issuance.services.trail.reading import Entry
from issuance.web.trail_values import Line, csv_of, lines_of

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)


@given(TEXT, TEXT)
def test_every_text_makes_one_line_of_ten_cells_and_no_formula(place: str, value: str) -> None:
    at = dt.datetime(2026, 3, 10, tzinfo=dt.UTC)
    entry = Entry(1, at, "a.b", None, place, None, value, None, b"", purged=False, place=place, after={"x": value})
    head, line = csv.reader(io.StringIO(csv_of([entry]), newline=""))
    assert len(head) == len(line) == 10
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in line)


def test_fields_of_both_sides_stand_beside_each_other() -> None:
    lines = lines_of({"a": 1, "gone": "x", "in": {"ner": ["p", "q"]}}, {"a": 1, "in": {"ner": ["p"]}, "new": "y"})
    assert lines == [Line("a", "1", "1"), Line("gone", "x", None), Line("in.ner", "p, q", "p"), Line("new", None, "y")]
    assert [line.changed for line in lines] == [False, True, True, True]
