"""Fields of the other boxes: invoice, document, origin, transport, remarks, declaration."""

from issuance.domain.application.field_types import Choice, FieldSpec, Need, Section, Widget
from issuance.language import N_
from signing.content import Kind

_ALL = frozenset(Kind)
_ORIGIN = frozenset({Kind.COO_JP, Kind.COO_FOREIGN})
_FOREIGN = frozenset({Kind.COO_FOREIGN})
_INVOICE = frozenset({Kind.INVOICE})
_WITH_INVOICE = frozenset({Kind.COO_JP, Kind.COO_FOREIGN, Kind.INVOICE})
_WITH_DOCUMENT = frozenset({Kind.INVOICE, Kind.SIGNATURE})
_SIGNATURE = frozenset({Kind.SIGNATURE})

PARTICULARS_FIELDS = (
    FieldSpec("invoice.number", N_("Invoice number"), Section.INVOICE, _WITH_INVOICE, limit=60),
    FieldSpec(
        "invoice.date",
        N_("Invoice date"),
        Section.INVOICE,
        _WITH_INVOICE,
        limit=40,
        widget=Widget.DATE,
        hint=N_("For example 2026-11-23."),
    ),
    FieldSpec(
        "invoice.currency",
        N_("Currency"),
        Section.INVOICE,
        _INVOICE,
        limit=3,
        widget=Widget.CURRENCY,
        hint=N_("Three letters, for example USD."),
    ),
    FieldSpec("invoice.total", N_("Invoice total"), Section.INVOICE, _INVOICE, limit=30, widget=Widget.DECIMAL),
    FieldSpec(
        "document.title",
        N_("Title of the document"),
        Section.DOCUMENT,
        _WITH_DOCUMENT,
        limit=120,
        hint=N_("As it stands on the document, for example “Commercial Invoice”."),
    ),
    FieldSpec(
        "capacity",
        N_("In what capacity the signatory signs"),
        Section.DOCUMENT,
        _SIGNATURE,
        limit=120,
        hint=N_("For example “Director”."),
    ),
    FieldSpec(
        "origin",
        N_("Countries of origin"),
        Section.ORIGIN,
        _FOREIGN,
        limit=600,
        lines=20,
        widget=Widget.COUNTRIES,
        hint=N_("One on each line, or separated by commas. With a single country, goods lines need not name it."),
    ),
    FieldSpec(
        "transport.from",
        N_("From (place of loading)"),
        Section.TRANSPORT,
        _ORIGIN,
        limit=80,
        hint=N_("For example Tokyo, Japan."),
    ),
    FieldSpec("transport.to", N_("To (place of discharge)"), Section.TRANSPORT, _ORIGIN, limit=80),
    FieldSpec(
        "transport.means",
        N_("By (vessel, flight or other means)"),
        Section.TRANSPORT,
        _ORIGIN,
        limit=120,
        hint=N_("Vessel and voyage, flight, or “by sea”, “by air”."),
    ),
    FieldSpec(
        "transport.date",
        N_("Date of shipment"),
        Section.TRANSPORT,
        _ORIGIN,
        limit=40,
        widget=Widget.DATE,
        need=Need.OPTIONAL,
    ),
    FieldSpec(
        "transport.date_form",
        N_("The date of shipment is"),
        Section.TRANSPORT,
        _ORIGIN,
        limit=20,
        widget=Widget.CHOICE,
        choices=(Choice("on", N_("exact")), Choice("on_or_about", N_("“on or about”"))),
        default="on_or_about",
    ),
    FieldSpec(
        "hs_edition",
        N_("Edition of the HS codes"),
        Section.GOODS,
        _ORIGIN,
        limit=4,
        widget=Widget.CHOICE,
        choices=(
            Choice("", N_("the one in force today")),
            Choice("2017", "HS 2017"),
            Choice("2022", "HS 2022"),
            Choice("2028", "HS 2028"),
        ),
    ),
    FieldSpec(
        "remarks",
        N_("Remarks"),
        Section.REMARKS,
        _ORIGIN,
        limit=800,
        lines=8,
        need=Need.OPTIONAL,
        hint=N_("What the letter of credit asks for: its number, a bank's reference."),
    ),
    FieldSpec(
        "issued_retrospectively",
        N_("Print “issued retrospectively”"),
        Section.REMARKS,
        _ORIGIN,
        limit=3,
        widget=Widget.CHECK,
        need=Need.OPTIONAL,
        hint=N_("For goods that were shipped before the certificate is issued."),
    ),
    FieldSpec(
        "language",
        N_("Language of the certificate"),
        Section.DECLARATION,
        _ALL,
        limit=2,
        widget=Widget.CHOICE,
        choices=(Choice("en", "English"), Choice("fr", "Français"), Choice("es", "Español")),
        default="en",
    ),
    FieldSpec("declaration.place", N_("Place of the declaration"), Section.DECLARATION, _ORIGIN, limit=60),
    FieldSpec(
        "declaration.date",
        N_("Date of the declaration"),
        Section.DECLARATION,
        _ORIGIN,
        limit=40,
        widget=Widget.DATE,
        need=Need.OPTIONAL,
        hint=N_("Empty means the day of the application."),
    ),
)
