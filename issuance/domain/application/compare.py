"""What changed between two entries of one application, goods lines aligned: a line that was put in moves no others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from issuance.domain.application.entry import Entry
from issuance.domain.application.fields import columns_of, fields_of
from issuance.domain.application.reading.typed import clean_lines
from signing.content import Kind

Row = Mapping[str, str]


class What(StrEnum):
    """What happened to a field, or to a goods line."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Change:
    """One difference. `field` is named as in the new entry; a goods line that is gone, as in the old one."""

    field: str
    """`invoice.number`, `goods.3.hs`; `goods.3` for a whole line that was added or removed."""
    before: str
    after: str
    what: What = What.CHANGED
    line_before: int = 0
    """Number of the goods line in the old entry; 0 for none."""


def compare(kind: Kind, old: Entry, new: Entry) -> tuple[Change, ...]:
    """Return what changed, in the order of the form. Blanks at the ends and the width of letters do not count."""
    return (*_fields(kind, old, new), *_goods(kind, old, new))


def _fields(kind: Kind, old: Entry, new: Entry) -> Iterator[Change]:
    for field in fields_of(kind):
        before, after = old.get(field.name) or field.default, new.get(field.name) or field.default
        if clean_lines(before) != clean_lines(after):
            yield Change(field.name, before, after)


def _goods(kind: Kind, old: Entry, new: Entry) -> Iterator[Change]:
    columns = [column.name for column in columns_of(kind)]
    before, after = _lines(old.goods, columns), _lines(new.goods, columns)
    matcher = SequenceMatcher(None, [line for _, line in before], [line for _, line in after], autojunk=False)
    for tag, first, last, begin, end in matcher.get_opcodes():
        if tag != "equal":
            yield from _block(columns, old, new, before[first:last], after[begin:end])


def _block(
    columns: Sequence[str], old: Entry, new: Entry, before: Sequence["_Line"], after: Sequence["_Line"]
) -> Iterator[Change]:
    """Pair the lines of a stretch in which all differ, the likest first; the rest was added or removed."""
    pairs = dict(_pairs(before, after))
    for index, (number, _line) in enumerate(before):
        if index not in pairs:
            yield Change(f"goods.{number}", _said(columns, old.goods[number - 1]), "", What.REMOVED, number)
    partner = {after_index: index for index, after_index in pairs.items()}
    for index, (number, _line) in enumerate(after):
        row = new.goods[number - 1]
        if index not in partner:
            yield Change(f"goods.{number}", "", _said(columns, row), What.ADDED)
            continue
        number_before = before[partner[index]][0]
        row_before = old.goods[number_before - 1]
        for column in columns:
            if clean_lines(row_before.get(column, "")) != clean_lines(row.get(column, "")):
                path = f"goods.{number}.{column}"
                yield Change(path, row_before.get(column, ""), row.get(column, ""), What.CHANGED, number_before)


_Line = tuple[int, tuple[str, ...]]
"""A goods line's number, and its cells as compared."""


def _pairs(before: Sequence[_Line], after: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """Pair lines that share at least half of their cells, in their order."""
    begin = 0
    for index, (_number, line) in enumerate(before):
        best = max(range(begin, len(after)), key=lambda place: _alike(line, after[place][1]), default=None)
        if best is not None and 2 * _alike(line, after[best][1]) >= len(line):
            yield index, best
            begin = best + 1


def _alike(line: tuple[str, ...], other: tuple[str, ...]) -> int:
    return sum(cell == another for cell, another in zip(line, other, strict=True))


def _lines(goods: Sequence[Row], columns: Sequence[str]) -> list[_Line]:
    """Return the lines that hold anything."""
    lines = [
        (number, tuple(clean_lines(row.get(column, "")) for column in columns))
        for number, row in enumerate(goods, start=1)
    ]
    return [line for line in lines if any(line[1])]


def _said(columns: Sequence[str], row: Row) -> str:
    return " · ".join(row[column] for column in columns if row.get(column))
