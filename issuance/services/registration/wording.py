"""What a filing's fields and papers are called: on the form, at the registrar's desk, in messages."""

from collections.abc import Mapping

from issuance.domain.registration.documents import PaperKind
from issuance.domain.registration.filing import Remarks
from issuance.domain.registration.form import SectionName
from issuance.language import N_, _

LABELS: Mapping[SectionName, Mapping[str, str]] = {
    SectionName.ORGANISATION: {
        "form": N_("Legal form"),
        "capacities": N_("Registers as"),
        "name_ja": N_("Name in Japanese"),
        "name_kana": N_("Reading of the name in kana"),
        "name_en": N_("Name in English"),
        "corporate_number": N_("Corporate number"),
        "representative_ja": N_("Representative, in Japanese"),
        "representative_kana": N_("Reading of the representative's name in kana"),
        "representative_en": N_("Representative, in Latin letters"),
        "representative_title": N_("Representative's title"),
        "member": N_("Member of this chamber"),
        "member_number": N_("Member number"),
    },
    SectionName.ADDRESSES: {
        "postal_code": N_("Postal code"),
        "address_ja": N_("Address in Japanese"),
        "address_en": N_("Address in English"),
        "letters_elsewhere": N_("Letters go to another address"),
        "letters_postal_code": N_("Postal code for letters"),
        "letters_address": N_("Address for letters"),
    },
    SectionName.CONTACTS: {
        "person": N_("Contact person"),
        "person_kana": N_("Reading of the contact's name in kana"),
        "department": N_("Department"),
        "phone": N_("Telephone"),
        "fax": N_("Fax"),
        "mail": N_("Mail address for notices"),
        "language": N_("Language of messages"),
    },
    SectionName.PLEDGE: {
        "agreed": N_("We pledge this"),
        "name": N_("Name of who pledges for the organisation"),
        "version": N_("Version of the text"),
    },
    SectionName.SIGNATORIES: {
        "name_ja": N_("Signatory's name in Japanese"),
        "name_kana": N_("Reading of the signatory's name in kana"),
        "name_en": N_("Signatory's name in Latin letters"),
        "title_ja": N_("Signatory's title in Japanese"),
        "title_en": N_("Signatory's title in English"),
        "mail": N_("Signatory's mail address"),
        "specimen": N_("Specimen signature"),
    },
}
"""By section and field, in the order of the form."""

PAPERS = {
    PaperKind.REGISTRY_EXTRACT: N_("Registry extract"),
    PaperKind.SEAL_CERTIFICATE: N_("Seal certificate"),
    PaperKind.RESIDENCE_RECORD: N_("Residence record"),
    PaperKind.PERSONAL_SEAL_CERTIFICATE: N_("Personal seal certificate"),
    PaperKind.PROOF_OF_BUSINESS: N_("Proof of business"),
    PaperKind.STATUTES: N_("Statutes"),
    PaperKind.OFFICERS: N_("List of officers"),
    PaperKind.OTHER: N_("Another paper"),
}


_OF_PAPERS = {"issued": N_("day of issue"), "upload": N_("file"), "filename": N_("name of the file")}


def label_of(path: str) -> str:
    """Return what a field is called: `organisation.name_en`, `signatories.<key>.mail`, `papers.statutes`.

    What nothing is known of keeps its name.
    """
    section, _dot, rest = path.partition(".")
    if section not in tuple(SectionName):
        return path
    if section == SectionName.PAPERS:
        kind, _dot, field = rest.partition(".")
        called = _(PAPERS[PaperKind(kind)]) if kind in tuple(PaperKind) else kind
        return f"{called}: {_(_OF_PAPERS[field])}" if field in _OF_PAPERS else called
    field = rest.rpartition(".")[2]
    labels = LABELS[SectionName(section)]
    return _(labels[field]) if field in labels else field


def remarks_text(remarks: Remarks) -> str:
    """Return a registrar's remarks as a message lists them: the one on the whole, then a line for each field."""
    lines = [f"- {label_of(path)}{_(': ')}{text.strip()}" for path, text in remarks.fields.items()]
    return "\n\n".join(part for part in (remarks.general.strip(), "\n".join(lines)) if part)
