"""What each day takes away: old sessions and tokens, sign-ins that led nowhere, drafts left alone, old pictures.

    tidied = Tidying(units, sessions, throttle, uploads, pictures).run("TYO")

Personal data is kept no longer than it serves (annex 1 of the terms). It can run twice, late, or be cut off: each draft
is an act of its own.
"""

import datetime as dt
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.registration.filing import Filing, FilingState
from issuance.domain.registration.handed_in import files_of_draft, files_of_form, handed_in
from issuance.errors import ConflictError
from issuance.services.api.once import LASTS
from issuance.services.sign_in.sessions import Sessions
from issuance.services.sign_in.throttle import Throttle
from issuance.services.upload_pictures import UploadPictures
from issuance.services.uploads import Uploads
from issuance.storage import ceremonies
from issuance.storage.api_calls import forget_calls
from issuance.storage.filing_keys import forget_keys
from issuance.storage.filings import filings_of, find_filing
from issuance.storage.holds import held_now
from issuance.storage.oauth_grants import forget_over
from issuance.storage.registrations import find_registration
from issuance.storage.tables import audit
from issuance.storage.tables.filings import filing, filing_key
from issuance.storage.tables.uploads import upload
from issuance.storage.unit import Unit, Units
from issuance.storage.webhook_deliveries import forget_deliveries

ABANDONED_AFTER = dt.timedelta(days=90)
"""Since a draft was touched last: then it goes, unless a link still leads to it."""


@dataclass(frozen=True)
class Tidied:
    """How much was taken away in one chamber."""

    sessions: int
    ceremonies: int
    attempts: int
    drafts: int
    pictures: int


class Tidying:
    """Takes away what has served its time."""

    def __init__(
        self, units: Units, sessions: Sessions, throttle: Throttle, uploads: Uploads, pictures: UploadPictures
    ) -> None:
        self._units = units
        self._sessions = sessions
        self._throttle = throttle
        self._uploads = uploads
        self._pictures = pictures

    def run(self, chamber: str) -> Tidied:
        """Do it for one chamber, or for the federation."""
        actor = Actor.job(chamber, "daily")
        with self._units.act(actor) as unit:
            sessions, over = self._sessions.forget_old(unit), ceremonies.forget(unit)
            attempts = self._throttle.forget_old(unit)
            forget_over(unit)
            forget_calls(unit, unit.now - LASTS)
            forget_deliveries(unit)
        return Tidied(sessions, over, attempts, self._purge_drafts(actor), self._pictures.forget_old(actor))

    def _purge_drafts(self, actor: Actor) -> int:
        with self._units.look(actor) as unit:
            old = (filing.c.state == FilingState.DRAFT.value, filing.c.started_at < unit.now - ABANDONED_AFTER)
            keys = [str(row["id"]) for row in unit.rows(unit.select(filing, filing.c.id).where(*old))]
        return sum(self._purge(actor, key) for key in keys)

    def _purge(self, actor: Actor, key: str) -> bool:
        try:
            with self._units.act(actor) as unit:
                found = find_filing(unit, key)
                if found is None or not _is_abandoned(unit, found):
                    return False
                whose = _organisation(unit, found)
                if whose in held_now(unit).organisations:
                    return False
                # Before the files: who has just saved the draft keeps all of it.
                unit.update(filing, found.id, version=found.version)
                for file in sorted(files_of_draft(found.data) - _in_force(unit, found)):
                    if unit.row(unit.select(upload).where(upload.c.id == file)) is not None:
                        self._uploads.remove(unit, file)
                forget_keys(unit, found.id)
                unit.delete(filing, filing.c.id == found.id)
                before = {"started": found.started_at.isoformat()}
                unit.record("filing.purge", f"filing:{found.id}", organisation=whose, before=before)
        except ConflictError:
            return False
        return True


def _is_abandoned(unit: Unit, found: Filing) -> bool:
    """Tell whether a draft that was never submitted has not been touched for long, and no link leads to it any more."""
    if found.state is not FilingState.DRAFT or found.submitted_at is not None:
        return False
    good = unit.select(filing_key).where(filing_key.c.filing == found.id, filing_key.c.expires_at > unit.now)
    return _touched_at(unit, found) < unit.now - ABANDONED_AFTER and unit.count(good) == 0


def _touched_at(unit: Unit, found: Filing) -> dt.datetime:
    """Return when somebody last did something with a filing, as the trail tells; else when it was begun."""
    entry = audit.entry
    acts = unit.select(entry, entry.c.at).where(entry.c.subject == f"filing:{found.id}")
    last = unit.row(acts.order_by(entry.c.at.desc()).limit(1))
    return found.started_at if last is None else max(found.started_at, last["at"])


def _in_force(unit: Unit, found: Filing) -> set[str]:
    """Return the files that were handed in with any filing of the same registration: a renewal begins with them."""
    if found.registration is None:
        return set()
    filings = filings_of(unit, found.registration)
    submitted = {file for each in filings for file in files_of_form(each.form)}
    return submitted | {each.upload for filing_ in filings for each in handed_in(filing_)}


def _organisation(unit: Unit, found: Filing) -> str | None:
    registration = find_registration(unit, found.registration) if found.registration else None
    return None if registration is None else registration.organisation
