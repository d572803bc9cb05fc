"""From an applicant's draft to the certificate's content.

A draft holds the content fields that the applicant answers for; the chamber adds its own, the number, the date and the
salt. A draft that brings any of those is refused: they are never the applicant's to choose.
"""

import datetime as dt

from issuance.domain.chamber import ChamberProfile
from issuance.errors import RefusedError
from signing.canonical import JsonObject
from signing.content import KIND_BY_SLUG, Kind, schema_url
from signing.number import CertificateNumber
from signing.trust import TrustedChamber

OFFICE_FIELDS = frozenset(
    {
        "schema",
        "chamber",
        "number",
        "issued",
        "place",
        "salt",
        "certifying_officer",
        "statement",
        "replaces",
    }
)


def kind_of(draft: JsonObject) -> Kind:
    """Return the kind that a draft asks for."""
    slug = draft.get("type")
    if not isinstance(slug, str) or slug not in KIND_BY_SLUG:
        raise RefusedError(f"The draft's type is {slug!r}; it is one of {', '.join(KIND_BY_SLUG)}.")
    return KIND_BY_SLUG[slug]


def complete(
    draft: JsonObject,
    *,
    chamber: TrustedChamber,
    profile: ChamberProfile,
    number: CertificateNumber,
    issued: dt.date,
    salt: bytes,
    site: str,
    replaces: str | None,
    certifying_officer: str | None = None,
) -> JsonObject:
    """Return the content's fields; the model in `signing.content` judges them afterwards.

    `certifying_officer` is who approved it, as printed; without one the profile says who certifies.
    """
    kind = kind_of(draft)
    taken = sorted(OFFICE_FIELDS & draft.keys())
    if taken:
        raise RefusedError(f"The draft must not hold {', '.join(taken)}: the chamber's office sets that.")
    language = draft.get("language")
    statements = profile.statements.get(language, {}) if isinstance(language, str) else {}
    if kind.slug not in statements:
        raise RefusedError(f"Chamber {chamber.code} certifies no {kind.slug} in the language {language!r}.")
    fields: JsonObject = {
        **draft,
        "schema": schema_url(site, kind),
        "chamber": {
            "code": chamber.code,
            "name": chamber.name,
            "address": chamber.address,
            "country": chamber.country,
            "contact": chamber.contact,
        },
        "number": number.canonical,
        "issued": issued.isoformat(),
        "place": profile.place,
        "salt": salt.hex(),
        "certifying_officer": certifying_officer or profile.certifying_officer,
        "statement": statements[kind.slug],
    }
    if replaces is not None:
        fields["replaces"] = replaces
    return fields
