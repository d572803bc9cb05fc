"""Fields of boxes 1 and 2: for whom the exporter acts, and who receives the goods."""

from issuance.domain.application.field_types import Choice, FieldSpec, Need, Section, Widget
from issuance.language import N_
from signing.content import Kind

_WITH_INVOICE = frozenset({Kind.COO_JP, Kind.COO_FOREIGN, Kind.INVOICE})

PARTY_FIELDS = (
    FieldSpec(
        "on_behalf_of.name",
        N_("On behalf of: name"),
        Section.PARTIES,
        _WITH_INVOICE,
        limit=120,
        need=Need.TOGETHER,
        group="on_behalf_of",
        hint=N_("Only where another company's goods are exported; it is printed below the exporter."),
    ),
    FieldSpec(
        "on_behalf_of.address",
        N_("On behalf of: address"),
        Section.PARTIES,
        _WITH_INVOICE,
        limit=300,
        lines=4,
        need=Need.TOGETHER,
        group="on_behalf_of",
    ),
    FieldSpec(
        "on_behalf_of.country",
        N_("On behalf of: country"),
        Section.PARTIES,
        _WITH_INVOICE,
        limit=60,
        widget=Widget.COUNTRY,
        need=Need.TOGETHER,
        group="on_behalf_of",
    ),
    FieldSpec(
        "consignee.form",
        N_("Consignee"),
        Section.PARTIES,
        _WITH_INVOICE,
        limit=10,
        widget=Widget.CHOICE,
        choices=(
            Choice("party", N_("A named company or person")),
            Choice("to_order", N_("“To order” (of the shipper, a bank …)")),
        ),
        default="party",
    ),
    FieldSpec(
        "consignee.name",
        N_("Consignee's name"),
        Section.PARTIES,
        _WITH_INVOICE,
        limit=120,
        only_if=("consignee.form", "party"),
    ),
    FieldSpec(
        "consignee.address",
        N_("Consignee's address"),
        Section.PARTIES,
        _WITH_INVOICE,
        limit=300,
        lines=5,
        hint=N_("As it is to be printed, line by line."),
        only_if=("consignee.form", "party"),
    ),
    FieldSpec(
        "consignee.country",
        N_("Consignee's country"),
        Section.PARTIES,
        _WITH_INVOICE,
        limit=60,
        widget=Widget.COUNTRY,
        only_if=("consignee.form", "party"),
    ),
    FieldSpec(
        "consignee.order_of",
        N_("To order of"),
        Section.PARTIES,
        _WITH_INVOICE,
        limit=120,
        need=Need.OPTIONAL,
        hint=N_("Leave it empty for “To order” alone."),
        only_if=("consignee.form", "to_order"),
    ),
    FieldSpec(
        "consignee.destination",
        N_("Country of destination"),
        Section.PARTIES,
        _WITH_INVOICE,
        limit=60,
        widget=Widget.COUNTRY,
        hint=N_("“To order” names no country, so the destination must."),
        only_if=("consignee.form", "to_order"),
    ),
)
