"""What a field may hold fits the paper: the limits of `fields.py` are those of its boxes."""

import io

import pypdfium2
import pytest

from issuance.domain.application.entry import Entry
from issuance.domain.application.field_types import FieldSpec, Need, Widget
from issuance.domain.application.fields import columns_of, fields_of
from issuance.domain.application.reading import read
from issuance.domain.application.specimen import specimen_content
from issuance.paper import Rendering, Stationery, render
from signing.content import Kind
from tests.applications import context, entry


def full(field: FieldSpec) -> str:
    """Return wide text that fills every line and character that a field takes."""
    line = (field.limit - field.lines) // field.lines
    return "\n".join([("WIDE TEXT " * 200)[:line].strip()] * field.lines)


@pytest.mark.parametrize("kind", [Kind.COO_JP, Kind.COO_FOREIGN])
def test_the_fullest_boxes_leave_goods_and_signatures_on_the_first_pages(kind: Kind) -> None:
    texts = {field.name: full(field) for field in fields_of(kind) if field.widget is Widget.TEXT}
    texts["on_behalf_of.country"] = "JP"
    cells = {
        column.name: full(column)
        for column in columns_of(kind)
        if column.widget is Widget.TEXT and column.need is not Need.TOGETHER
    }
    typed = entry(kind, texts)
    beside = context()
    reading = read(kind, Entry(fields=typed.fields, goods=({**typed.goods[0], **cells}, *typed.goods[1:])), beside)

    assert reading.draft is not None, reading.problems
    pdf = render(
        specimen_content(reading.draft, beside),
        seal_url=None,
        rendering=Rendering.PREVIEW,
        stationery=Stationery(check_host="ref.example.jp"),
        pictures={},
    )
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    assert len(document) <= 3
    first, last = (document[page].get_textpage().get_text_range() for page in (0, len(document) - 1))
    assert "Marks and numbers" in first
    assert "Authorised signature" in last
