"""What a draft or a form says, in words, for pages that show and do not ask."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from issuance.domain.registration.compare import FieldLine
from issuance.domain.registration.form import RegistrationForm, SectionName
from issuance.domain.registration.sections import Draft
from issuance.language import _
from issuance.services.registration.wording import LABELS, PAPERS, label_of
from issuance.web.forms.registration import FORMS
from issuance.web.registration_words import value_text


@dataclass(frozen=True)
class Part:
    """A section as lines of a label and a text; '' where nothing was answered."""

    name: SectionName
    lines: tuple[tuple[str, str], ...]
    changed: bool


def parts_of(draft: Draft) -> list[Part]:
    """Return a draft's sections as they were typed."""
    return [
        Part(name, tuple(_lines(draft, name)), draft.changed(name) if name in FORMS else False)
        for name in draft.sections
    ]


def parts_of_form(form: RegistrationForm) -> list[Part]:
    """Return what is on file, without papers, signatories and pledge: those have their own places."""
    data = form.model_dump(mode="json")
    shown = (SectionName.ORGANISATION, SectionName.ADDRESSES, SectionName.CONTACTS)
    return [Part(name, tuple(_of_fields(name, data[name.value])), changed=False) for name in shown]


def _lines(draft: Draft, name: SectionName) -> Iterator[tuple[str, str]]:
    if name is SectionName.SIGNATORIES:
        for item in draft.items(name):
            yield str(item.get("name_en") or item.get("name_ja") or "?"), str(item.get("title_en") or "")
    elif name is SectionName.PAPERS:
        for item in draft.items(name):
            words = {kind.value: text for kind, text in PAPERS.items()}
            issued = value_text("papers.issued", str(item.get("issued") or ""))
            told = _("issued %(day)s", day=issued) if issued else str(item.get("filename") or "")
            yield _(words.get(str(item.get("kind")), "?")), told
    else:
        yield from _of_fields(name, draft.section(name))


def _of_fields(name: SectionName, section: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for field in LABELS[name]:
        line = FieldLine(f"{name.value}.{field}", _text(section.get(field)))
        yield label_of(line.path), _shown(line)


def _shown(line: FieldLine) -> str:
    try:
        return value_text(line.path, line.value)
    except ValueError:
        return line.value  # what was typed is not yet what it should be


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    return "" if value is None else str(value)
