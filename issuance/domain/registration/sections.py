"""A filing's sections while it is being written: what is there, what is wrong, what is still to do.

A draft keeps each section as it was typed: a dictionary of texts, or a list of such for signatories and papers. It is
checked when its page is left and, whole, when the filing is submitted.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from issuance.domain.registration.checking import (
    COMPARED,
    IDENTITY,
    MODELS,
    Data,
    Problems,
    check,
    check_contacts,
    checked,
    problem_of_paper,
    said_of,
)
from issuance.domain.registration.documents import PaperKind, possible_papers, required_papers
from issuance.domain.registration.entity import entity_fields_changed
from issuance.domain.registration.filing import FilingKind
from issuance.domain.registration.form import LegalForm, Organisation, RegistrationForm, SectionName, Signatory
from issuance.domain.registration.standing import Capacity
from issuance.language import _


class Progress(StrEnum):
    """How far a section is."""

    TO_DO = "to do"
    STARTED = "started"
    DONE = "done"


@dataclass(frozen=True)
class Draft:
    """A filing's data while it is written. `approved` is what is in force, None for a new registration."""

    kind: FilingKind
    data: Data
    approved: Data | None = None
    consented: bool = False
    """The chamber has consented that another legal entity takes over (terms, article 30)."""

    @property
    def form(self) -> LegalForm | None:
        """The legal form, once it was chosen."""
        form = self.section(SectionName.ORGANISATION).get("form")
        return LegalForm(form) if form in tuple(LegalForm) else None

    @property
    def sections(self) -> tuple[SectionName, ...]:
        """What this filing asks. Signatories are changed on a page of their own once there is an administrator id."""
        asked = list(SectionName)
        capacities = self.section(SectionName.ORGANISATION).get("capacities")
        if self.kind is not FilingKind.NEW or (capacities and Capacity.APPLICANT not in capacities):
            asked.remove(SectionName.SIGNATORIES)
        if self.kind is FilingKind.CHANGE:
            asked.remove(SectionName.PLEDGE)
        return tuple(asked)

    @property
    def required_papers(self) -> tuple[PaperKind, ...]:
        """The papers that it must bring, as far as its legal form is known."""
        if self.form is None:
            return ()
        return required_papers(self.form, self.kind, who_or_where_changes=self._proves_anew)

    @property
    def possible_papers(self) -> tuple[PaperKind, ...]:
        """The papers that it can bring."""
        return () if self.form is None else possible_papers(self.form)

    def section(self, name: SectionName) -> dict[str, Any]:
        """Return a section of single fields, as typed."""
        found = self.data.get(name.value)
        return dict(found) if isinstance(found, Mapping) else {}

    def items(self, name: SectionName) -> list[dict[str, Any]]:
        """Return the signatories or the papers, as typed."""
        found = self.data.get(name.value)
        return [dict(item) for item in found if isinstance(item, Mapping)] if isinstance(found, list | tuple) else []

    def changed(self, name: SectionName) -> bool:
        """Tell whether a section says other than what is in force."""
        if self.approved is None:
            return False
        typed = self.section(name)
        now = typed if check(MODELS[name], typed) else checked(MODELS[name], typed)
        return said_of(now) != said_of(self.approved.get(name.value))

    @property
    def changes(self) -> tuple[SectionName, ...]:
        """The sections that say other than what is in force."""
        return tuple(name for name in COMPARED if self.changed(name))

    def problems(self, name: SectionName, today: dt.date) -> Problems:
        """Return what is wrong with a section, or lacking in it, on a day in Japan."""
        if name is SectionName.SIGNATORIES:
            return self._problems_of_signatories()
        if name is SectionName.PAPERS:
            return self._problems_of_papers(today)
        problems = self.typing_problems(name)
        return problems or (self._unconfirmed() if name is SectionName.CONTACTS else {})

    def typing_problems(self, name: SectionName) -> Problems:
        """Return what is wrong in a section of single fields as it was typed, whether it is confirmed or not."""
        problems = check(MODELS[name], self.section(name))
        return problems or (self._of_another_entity() if name is SectionName.ORGANISATION else {})

    def progress(self, name: SectionName, today: dt.date) -> Progress:
        """Return how far a section is."""
        if not self.problems(name, today):
            return Progress.DONE
        return Progress.STARTED if self.data.get(name.value) else Progress.TO_DO

    def all_problems(self, today: dt.date) -> dict[SectionName, Problems]:
        """Return what keeps it from being submitted, by section."""
        found = {name: self.problems(name, today) for name in self.sections}
        return {name: problems for name, problems in found.items() if problems}

    def complete(self) -> RegistrationForm:
        """Return the whole as checked values; raise `pydantic.ValidationError` where `all_problems` has any."""
        return RegistrationForm.model_validate({name.value: self.data[name.value] for name in self._given})

    def is_confirmed(self, what: str) -> bool:
        """Tell whether the present `mail` or `fax` was shown to reach the contact (terms, article 6)."""
        confirmed = self.data.get("confirmed")
        now = check_contacts(self.section(SectionName.CONTACTS))
        return now is not None and isinstance(confirmed, Mapping) and confirmed.get(what) == getattr(now, what)

    @property
    def _given(self) -> tuple[SectionName, ...]:
        return tuple(name for name in self.sections if self.data.get(name.value) is not None)

    @property
    def _proves_anew(self) -> bool:
        return self.kind is not FilingKind.CHANGE or any(self.changed(name) for name in IDENTITY)

    def _unconfirmed(self) -> Problems:
        contacts = check_contacts(self.section(SectionName.CONTACTS))
        problems = {}
        if not self.is_confirmed("mail"):
            problems["mail"] = _("This mail address is not confirmed yet: open the link that was sent to it.")
        if contacts is not None and contacts.fax is not None and not self.is_confirmed("fax"):
            problems["fax"] = _("This fax number is not confirmed yet: enter the code of the test fax.")
        return problems

    def _of_another_entity(self) -> Problems:
        if self.approved is None or self.consented:
            return {}
        name = SectionName.ORGANISATION.value
        now = checked(Organisation, self.section(SectionName.ORGANISATION))
        text = _(
            "This would hand the registration to another legal entity. That needs the chamber's written consent"
            " (terms, article 30): ask the chamber, or register the other one anew."
        )
        return dict.fromkeys(entity_fields_changed(self.approved[name], now), text)

    def _problems_of_signatories(self) -> Problems:
        signatories = self.items(SectionName.SIGNATORIES)
        if not signatories:
            return {"": _("Name at least one signatory.")}
        problems: Problems = {}
        for item in signatories:
            problems |= {f"{item.get('key')}.{field}": text for field, text in check(Signatory, item).items()}
        return problems

    def _problems_of_papers(self, today: dt.date) -> Problems:
        if self.form is None:
            return {"": _("Say first what kind of organisation you are: the papers depend on it.")}
        papers = self.items(SectionName.PAPERS)
        problems: Problems = {}
        for required in self.required_papers:
            if not any(item.get("kind") == required for item in papers):
                problems[required.value] = _("This paper is still to be handed in.")
        for item in papers:
            problem = problem_of_paper(item, today)
            if problem is not None:
                problems[str(item.get("kind"))] = problem
        return problems
