"""The columns of the goods table, one row for each line of boxes 7 and 8."""

from issuance.domain.application.field_types import FieldSpec, Need, Section, Widget
from issuance.language import N_
from signing.content import Kind

MARKS_PICTURE = "[picture]"
"""Typed as marks, it stands for the picture of the shipping marks that was handed in as a paper."""

_ORIGIN = frozenset({Kind.COO_JP, Kind.COO_FOREIGN})
_FOREIGN = frozenset({Kind.COO_FOREIGN})

COLUMNS = (
    FieldSpec(
        "marks",
        N_("Marks and numbers"),
        Section.GOODS,
        _ORIGIN,
        limit=300,
        lines=12,
        need=Need.OPTIONAL,
        hint=N_("“N/M” where there are none; “[picture]” for the picture of the marks among the papers."),
    ),
    FieldSpec(
        "packages",
        N_("Number of packages"),
        Section.GOODS,
        _ORIGIN,
        limit=40,
        widget=Widget.DECIMAL,
        need=Need.TOGETHER,
        group="packages",
    ),
    FieldSpec(
        "package_kind",
        N_("Kind of packages"),
        Section.GOODS,
        _ORIGIN,
        limit=60,
        widget=Widget.PACKAGE,
        need=Need.TOGETHER,
        group="packages",
        hint=N_("For example cartons, wooden cases, CT."),
    ),
    FieldSpec("description", N_("Description of goods"), Section.GOODS, _ORIGIN, limit=1000, lines=20),
    FieldSpec(
        "hs",
        N_("HS code"),
        Section.GOODS,
        _ORIGIN,
        limit=20,
        widget=Widget.HS,
        need=Need.OPTIONAL,
        hint=N_("Six digits, for example 8457.10."),
    ),
    FieldSpec("quantity", N_("Quantity"), Section.GOODS, _ORIGIN, limit=40, widget=Widget.DECIMAL),
    FieldSpec(
        "unit",
        N_("Unit"),
        Section.GOODS,
        _ORIGIN,
        limit=60,
        widget=Widget.UNIT,
        hint=N_("For example pieces, sets, kg, KGM. It may also stand behind the quantity."),
    ),
    FieldSpec(
        "gross_weight",
        N_("Gross weight"),
        Section.GOODS,
        _ORIGIN,
        limit=40,
        widget=Widget.DECIMAL,
        need=Need.OPTIONAL,
        hint=N_("In kg, unless another unit stands behind the number."),
    ),
    FieldSpec(
        "net_weight",
        N_("Net weight"),
        Section.GOODS,
        _ORIGIN,
        limit=40,
        widget=Widget.DECIMAL,
        need=Need.OPTIONAL,
        hint=N_("In kg, unless another unit stands behind the number."),
    ),
    FieldSpec("origin", N_("Origin"), Section.GOODS, _FOREIGN, limit=60, widget=Widget.COUNTRY, need=Need.OPTIONAL),
)
