"""What an officer's page shows of one application. Nothing is changed here.

views = ReviewViews(units)
seen = views.application(actor, application_id)
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application, Version
from issuance.domain.application.checklist import Check, checklist
from issuance.domain.application.compare import Change, compare
from issuance.domain.application.hints import Hint
from issuance.domain.application.states import State
from issuance.domain.calendar import japan_date
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.chamber.settings import settings_of
from issuance.services.replacement.chain import Chain, Ledger, chain_of
from issuance.services.review.acting import submitted
from issuance.services.review.hints import hints_of
from issuance.services.review.holding import free_from
from issuance.storage.application_checks import Checked, checked_of
from issuance.storage.application_history import marks_of
from issuance.storage.application_people import people_of
from issuance.storage.applications import versions_of
from issuance.storage.organisations import OrganisationNames, names_of
from issuance.storage.shown_papers import ShownPaper, shown_papers
from issuance.storage.tables.applications import application_version
from issuance.storage.unit import Units


@dataclass(frozen=True)
class SeenApplication:
    """An application as its page shows it to one officer."""

    application: Application
    version: Version
    """The one that was submitted last: what is reviewed."""
    before: Version | None
    """The one that was reviewed before it."""
    changes: Sequence[Change]
    papers: Sequence[ShownPaper]
    checks: Sequence[Check]
    """The points that are to be checked."""
    checked: Sequence[Checked]
    """What officers have checked of any version."""
    hints: Sequence[Hint]
    exporter: OrganisationNames
    agent: OrganisationNames | None
    names: Mapping[str, str]
    """Of those who act and acted, by account."""
    is_mine: bool
    is_own: bool
    """Whether the one who looks stands behind it, and may not decide."""
    has_checked: bool
    """Whether the one who looks has checked it, and another has to approve."""
    one_officer: bool
    """Whether this kind may be approved by one officer alone."""
    may_take_over_from: dt.datetime | None
    is_late: bool
    now: dt.datetime
    chain: Chain
    """Which certificate it replaces, and which one replaces its own."""

    @property
    def may_take_over(self) -> bool:
        """Whether another's hold is old enough."""
        return self.may_take_over_from is not None and self.now >= self.may_take_over_from

    @property
    def points_checked(self) -> Sequence[Checked]:
        """What officers have checked of the version that is reviewed."""
        return [each for each in self.checked if each.number == self.version.number]


class ReviewViews:
    """Reads what the pages show. `ledger` is opened when it is first asked."""

    def __init__(self, units: Units, ledger: Callable[[], Ledger]) -> None:
        self._units = units
        self._ledger = ledger

    def application(self, actor: Actor, key: str) -> SeenApplication:
        """Return an application that was submitted once; raise `RefusedError` where there is none."""
        with self._units.look(actor) as unit:
            found = submitted(unit, key)
            last_two = application_version.c.number >= found.version_submitted - 1
            *earlier, version = versions_of(unit, key, last_two)
            before = earlier[0] if earlier else None
            settings, marks = settings_of(unit), marks_of(unit, key)
            people = people_of(unit, found)
            names = names_of(unit, {each for each in (found.organisation, found.agent) if each is not None})
            watched = marks.destination in settings.watched
            papers = shown_papers(unit, key)
            return SeenApplication(
                application=found,
                version=version,
                before=before,
                changes=() if before is None else compare(found.kind, before.entry, version.entry),
                papers=papers,
                checks=checklist(found.kind, replaces=found.replaces is not None, watched=watched),
                checked=checked_of(unit, key),
                hints=hints_of(unit, found, version.draft, papers, marks, settings, japan_date(unit.now)),
                exporter=names.get(found.organisation, OrganisationNames()),
                agent=names.get(found.agent or ""),
                names=people.names,
                is_mine=found.holder is not None and found.holder == actor.account,
                is_own=people.filed_by(actor.account),
                has_checked=people.are_one(actor.account, [found.checked_by]),
                one_officer=found.kind.slug in settings.one_officer,
                may_take_over_from=free_from(found) if found.state is State.IN_REVIEW else None,
                is_late=found.due_at is not None and found.due_at < unit.now,
                now=unit.now,
                chain=chain_of(unit, self._ledger(), found),
            )

    def upload_of(self, actor: Actor, key: str, upload: str) -> str:
        """Return `upload` if it is a paper of the application; raise `RefusedError` otherwise."""
        with self._units.look(actor) as unit:
            submitted(unit, key)
            if upload not in {paper.file.id for paper in shown_papers(unit, key)}:
                raise RefusedError(_("This application has no such paper."))
        return upload
