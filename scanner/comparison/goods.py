"""Boxes 7 and 8: lines of goods, one by one, or several on a sheet where there are many."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from scanner.comparison.form import Box, Line, Look, Part, PartKind
from scanner.comparison.lines import FormWords, decimal_text, measure, plain, strong
from scanner.language import N_
from signing.content import GoodsLine

ONE_BY_ONE: Final = 10
"""Up to so many lines each has a box of its own; three hundred would be three hundred keys, and no care at the end."""

TOGETHER: Final = 4
"""Lines of goods in one box, where there are more: as many as usually stand beside a scan at once."""

NUMBERS, MARKS, WORDS, QUANTITIES = range(4)
"""The columns of the table, as on the paper."""


def goods_boxes(goods: Sequence[GoodsLine], words: FormWords) -> Iterator[Box]:
    """Yield the boxes of all lines of goods."""
    count = len(goods)
    together: list[int] = []
    for index, line in enumerate(goods):
        if count <= ONE_BY_ONE or _picture(line) is not None:
            # A shipping mark that is a picture needs the room of a box.
            yield from _several(goods, together, words)
            together = []
            lines = tuple(replace(line, cell=None) for line in _lines(line, words))
            part = Part(PartKind.LINE, index + 1, count)
            yield Box(N_("Marks, packages, description"), lines, 7, part, _picture(line))
            continue
        together.append(index)
        if len(together) == TOGETHER:
            yield from _several(goods, together, words)
            together = []
    yield from _several(goods, together, words)


def _several(goods: Sequence[GoodsLine], indexes: Sequence[int], words: FormWords) -> Iterator[Box]:
    if not indexes:
        return
    lines: list[Line] = []
    for row, index in enumerate(indexes):
        lines.append(Line(f"{index + 1}", Look.SMALL, cell=(row, NUMBERS)))
        for line in _lines(goods[index], words):
            _first, column = line.cell or (0, WORDS)
            # What the column holds is said once, in the title.
            text = line.value if line.text.startswith("8.") else line.text
            lines.append(replace(line, text=text, cell=(row, column)))
    last = indexes[-1] + 1 if len(indexes) > 1 else None
    part = Part(PartKind.LINE, indexes[0] + 1, len(goods), last)
    yield Box(N_("Marks, packages, description, quantity (8.)"), tuple(lines), 7, part)


def _picture(goods: GoodsLine) -> str | None:
    return None if goods.marks is None else goods.marks.picture


def _lines(goods: GoodsLine, words: FormWords) -> Iterator[Line]:
    """Yield the lines of one line of goods, each in its column."""
    if goods.marks is not None and goods.marks.text is not None:
        yield replace(plain(goods.marks.text), cell=(0, MARKS))
    if goods.packages:
        packages = f"{decimal_text(str(goods.packages.count))} {goods.packages.name}"
        yield replace(plain(packages), cell=(0, WORDS))
    yield replace(strong(goods.description), cell=(0, WORDS))
    if goods.hs:
        # The digits as the paper prints them: whoever compares should not have to think of points away.
        label = words.said(N_("HS code"))
        yield Line(f"{label} {goods.hs.code} ({goods.hs.edition})", value=goods.hs.code, cell=(0, WORDS))
    if goods.origin:
        yield replace(words.labelled(N_("Origin"), goods.origin.name), cell=(0, WORDS))
    quantity = measure(goods.quantity)
    label = words.said(N_("Quantity"))
    yield Line(f"8. {label}: {quantity}", value=quantity, cell=(0, QUANTITIES))
    for title, weight in ((N_("gross"), goods.gross_weight), (N_("net"), goods.net_weight)):
        if weight is not None:
            yield replace(words.labelled(title, measure(weight)), cell=(0, QUANTITIES))
