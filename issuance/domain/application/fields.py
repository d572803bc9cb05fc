"""The fields of an application's form, as data: pages draw forms from it, officers' pages show and compare by it.

A field's name is its key in `Entry.fields`; a column's name is its key in each row of `Entry.goods`. In remarks,
problems and changes a cell of the goods table is named `goods.<line>.<column>`, lines counted from 1 as on the paper.
"""

from enum import StrEnum

from issuance.domain.application.field_types import FieldSpec, Section
from issuance.domain.application.goods_columns import COLUMNS
from issuance.domain.application.particulars_fields import PARTICULARS_FIELDS
from issuance.domain.application.party_fields import PARTY_FIELDS
from issuance.language import N_, _
from signing.content import Kind

SECTION_TITLES = {
    Section.PARTIES: N_("Exporter and consignee"),
    Section.INVOICE: N_("Commercial invoice"),
    Section.DOCUMENT: N_("Document to be certified"),
    Section.ORIGIN: N_("Country of origin"),
    Section.TRANSPORT: N_("Transport"),
    Section.GOODS: N_("Goods"),
    Section.REMARKS: N_("Remarks"),
    Section.DECLARATION: N_("Declaration"),
}

FIELDS = (*PARTY_FIELDS, *PARTICULARS_FIELDS)

_BY_NAME = {field.name: field for field in FIELDS}
_BY_COLUMN = {column.name: column for column in COLUMNS}


class Place(StrEnum):
    """Where a name points."""

    FIELD = "field"
    CELL = "cell"
    LINE = "line"
    WHOLE = "whole"


def fields_of(kind: Kind, section: Section | None = None) -> tuple[FieldSpec, ...]:
    """Return the fields of a kind's form, in order; with `section`, of that part alone."""
    return tuple(field for field in FIELDS if kind in field.kinds and section in (None, field.section))


def sections_of(kind: Kind) -> tuple[Section, ...]:
    """Return the parts of a kind's form, in order."""
    asked = {field.section for field in fields_of(kind)}
    return tuple(section for section in Section if section in asked)


def columns_of(kind: Kind) -> tuple[FieldSpec, ...]:
    """Return the columns of a kind's goods table; none where it has no such table."""
    return tuple(column for column in COLUMNS if kind in column.kinds)


def field_of(name: str) -> FieldSpec | None:
    """Return the field, or the column of `goods.<line>.<column>`; None where nothing bears that name."""
    place, _line, key = place_of(name)
    if place is Place.CELL:
        return _BY_COLUMN.get(key)
    return _BY_NAME.get(key) if place is Place.FIELD else None


def place_of(name: str) -> tuple[Place, int, str]:
    """Return what a name points to, the goods line (0 for none) and the key in its dictionary."""
    match name.split("."):
        case ["goods", line] if line.isdecimal():
            return Place.LINE, int(line), ""
        case ["goods", line, column] if line.isdecimal():
            return Place.CELL, int(line), column
        case _:
            return (Place.FIELD, 0, name) if name in _BY_NAME else (Place.WHOLE, 0, name)


def label_of(name: str) -> str:
    """Return how people call a field, in the language that is spoken: `Goods line 3: HS code`."""
    place, line, _key = place_of(name)
    field = field_of(name)
    if place is Place.LINE:
        return _("Goods line %(line)s", line=line)
    if place is Place.CELL and field is not None:
        return _("Goods line %(line)s: %(column)s", line=line, column=_(field.label))
    return _(field.label) if field is not None else _(_OTHERS.get(name, "") or N_("The application"))


_OTHERS = {
    "goods": N_("Goods"),
    "papers": N_("Papers"),
    "document": N_("Document to be certified"),
    "exporter": N_("Exporter"),
    "signatory": N_("Signatory"),
}


def position_of(name: str) -> tuple[int, int, int]:
    """Return where a name stands in the form, for sorting: part, goods line, field. What has no place comes last."""
    _place, line, key = place_of(name)
    sections, names = list(Section), [field.name for field in (*FIELDS, *COLUMNS)]
    field = field_of(name)
    section = Section.GOODS if line or name == "goods" else field.section if field else None
    if section is None:
        return (len(sections), 0, 0)
    return (sections.index(section), line, names.index(key) if key in names else -1)
