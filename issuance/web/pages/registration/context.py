"""How a request opens a filing: by the link that the browser remembers, or as the administrator id."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, g, session, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.ids import Act
from issuance.domain.registration.filing import Filing, FilingKind
from issuance.domain.registration.form import SectionName
from issuance.domain.registration.sections import Draft
from issuance.office import Office
from issuance.services.registration.access import Access, ClosedError
from issuance.web.chambers import current_chamber

_SESSION = "filing"
_ACTS = {FilingKind.RENEWAL: Act.RENEW_REGISTRATION, FilingKind.CHANGE: Act.CHANGE_REGISTRATION}

View = Callable[..., ResponseReturnValue]
Guard = Callable[[View], View]


@dataclass(frozen=True)
class Opened:
    """A filing that a request may work on."""

    access: Access
    filing: Filing
    draft: Draft

    def next_page(self, name: SectionName) -> str:
        """Return the address of what comes after a section."""
        asked = self.draft.sections
        after = asked[asked.index(name) + 1 :] if name in asked else ()
        return url_for(f".{page_of(after[0])}", **_named(after[0])) if after else url_for(".check")


Opener = Callable[[Office], Opened]


def acting() -> Actor:
    """Return who acts in this request."""
    actor: Actor | None = g.get("actor")
    return actor or Actor.visitor(current_chamber() or "", "")


def today(office: Office) -> dt.date:
    """Return the calendar date in Japan."""
    return japan_date(office.clock())


def open_by_link(office: Office) -> Opened:
    """Open the filing whose link this browser has opened; 404 where there is none, or it is not open any more."""
    kept = session.get(_SESSION, {}).get(current_chamber())
    if not isinstance(kept, list) or len(kept) != 2:
        abort(404)
    return _opened(office, Access(str(kept[0]), str(kept[1])))


def open_as_administrator(office: Office) -> Opened:
    """Open the renewal or change that the organisation writes; 404 where it writes none, 403 without the right."""
    on_file = office.registration.holders.read(acting())
    if on_file.open is None:
        abort(404)
    opened = _opened(office, Access(on_file.open.id))
    if _ACTS.get(opened.filing.kind) not in g.get("rights", frozenset()):
        abort(403)
    return opened


def remember(access: Access) -> None:
    """Let this browser open a filing from now on."""
    session[_SESSION] = {**session.get(_SESSION, {}), str(current_chamber()): [access.filing, access.key]}


def forget() -> None:
    """Let this browser open no filing of the chamber any more."""
    kept = dict(session.get(_SESSION, {}))
    kept.pop(str(current_chamber()), None)
    session[_SESSION] = kept


def is_remembered() -> bool:
    """Whether this browser has a filing open."""
    return current_chamber() in session.get(_SESSION, {})


def page_of(name: SectionName) -> str:
    """Return the view that shows a section."""
    return name.value if name in (SectionName.SIGNATORIES, SectionName.PAPERS) else "section"


def address_of(name: SectionName, check: str | None = None) -> str:
    """Return the address of a section's page; with `check`, of the page that also says what is wrong."""
    query = _named(name) if check is None else {**_named(name), "check": check}
    return url_for(f".{page_of(name)}", **query)


def _named(name: SectionName) -> dict[str, Any]:
    return {"name": name.value} if page_of(name) == "section" else {}


def _opened(office: Office, access: Access) -> Opened:
    try:
        filing, draft = office.registration.drafts.read(acting(), access)
    except ClosedError:
        abort(404)
    return Opened(access, filing, draft)
