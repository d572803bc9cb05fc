"""Papers and specimens that were handed in with a filing: the chamber has seen them, so they stay with it.

A filing that came back can be handed in again with other papers. Its data keeps a list of all that were ever in it when
it was submitted, also of those that were taken out or replaced since.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from issuance.domain.registration.filing import Filing
from issuance.domain.registration.form import RegistrationForm, SectionName

_KEY = "handed in"


@dataclass(frozen=True)
class HandedIn:
    """A file, and with which submission it came first. `kind` is a `PaperKind`, or '' for a specimen signature."""

    upload: str
    kind: str
    whose: str
    """The signatory's name, for a specimen signature."""
    at: dt.datetime


def with_handed_in(data: Mapping[str, Any], form: RegistrationForm, now: dt.datetime) -> dict[str, Any]:
    """Return a filing's data with the files of `form`, which is submitted now, noted as handed in."""
    noted = {item["upload"]: item for item in data.get(_KEY, ())}
    files = {paper.upload: {"kind": paper.kind, "whose": ""} for paper in form.papers}
    files |= {each.specimen: {"kind": "", "whose": each.name_en} for each in form.signatories}
    fresh = {key: {"upload": key, "at": now.isoformat(), **said} for key, said in files.items() if key not in noted}
    return {**data, _KEY: [*noted.values(), *fresh.values()]}


def handed_in(filing: Filing) -> list[HandedIn]:
    """Return all files that were ever handed in with a filing, in the order in which they came."""
    return [
        HandedIn(item["upload"], item["kind"], item["whose"], dt.datetime.fromisoformat(item["at"]))
        for item in filing.data.get(_KEY, ())
    ]


def replaced(filing: Filing) -> list[HandedIn]:
    """Return the files that were handed in and are not in what was submitted last."""
    last = files_of_form(filing.form)
    return [each for each in handed_in(filing) if each.upload not in last]


def was_handed_in(filing: Filing, upload: str) -> bool:
    """Tell whether a file has been before the chamber with this filing, and so is never removed with its draft."""
    return upload in files_of_form(filing.form) or any(each.upload == upload for each in handed_in(filing))


def files_of_form(form: RegistrationForm | None) -> list[str]:
    """Return the files that a submitted form names: papers, then specimen signatures."""
    if form is None:
        return []
    return [*(paper.upload for paper in form.papers), *(each.specimen for each in form.signatories)]


def files_of_draft(data: Mapping[str, Any]) -> set[str]:
    """Return the files that a draft names, whatever else was typed."""
    papers = {item.get("upload") for item in data.get(SectionName.PAPERS.value, ())}
    specimens = {item.get("specimen") for item in data.get(SectionName.SIGNATORIES.value, ())}
    return {str(file) for file in papers | specimens if file}
