"""The list of applications, and the approval of several at once."""

import datetime as dt
import re
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from issuance.domain.staff import StaffAct, staff_may
from issuance.office import Office
from issuance.services.review.queue import LONGEST_QUESTION, QueueAsk
from issuance.storage.application_queue import Place
from issuance.storage.application_trays import Tray
from issuance.web.guards import staff
from issuance.web.pages.applications_desk.common import APPROVERS, READERS
from signing.content import KIND_BY_SLUG

_ID = re.compile(r"[0-9a-f]{16}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_CHOSEN = re.compile(r"([0-9a-f]{16}):(\d{1,6})")
_PLACE_PARTS = 3

E = TypeVar("E", bound=StrEnum)


def add_queue(pages: Blueprint, office: Office) -> None:
    """Add the pages."""

    @pages.get("")
    @staff(*READERS)
    def queue(chamber: str) -> ResponseReturnValue:
        del chamber  # templates and the actor know it
        ask = _ask()
        page = office.review.queue.page(g.who.actor, ask, _place())
        approves = staff_may(g.who.roles, StaffAct.APPROVE_APPLICATIONS) and ask.tray is Tray.CHECKED
        return render_template(
            "applications_desk/queue.html",
            ask=ask,
            page=page,
            me=g.who.account,
            approves=approves,
            asked=_asked(ask),
            place_text=place_text,
        )

    @pages.post("/approve")
    @staff(*APPROVERS)
    def approve_many(chamber: str) -> ResponseReturnValue:
        del chamber
        found = (_CHOSEN.fullmatch(text) for text in request.form.getlist("chosen"))
        chosen = [(match[1], int(match[2])) for match in found if match is not None]
        outcomes = office.review.many.approve(g.who.actor, chosen)
        return render_template("applications_desk/outcomes.html", outcomes=outcomes)


def place_text(place: Place) -> str:
    """Return a place of the list as an address carries it."""
    return f"{int(place.rush)}~{place.at.isoformat()}~{place.id}"


def _ask() -> QueueAsk:
    def matching(name: str, pattern: re.Pattern[str]) -> str | None:
        text = request.args.get(name, "")
        return text if pattern.fullmatch(text) else None

    return QueueAsk(
        tray=_chosen(Tray, "tray") or Tray.OPEN,
        kind=KIND_BY_SLUG.get(request.args.get("kind", "")),
        destination=matching("destination", _COUNTRY),
        organisation=matching("applicant", _ID),
        agent=matching("agent", _ID),
        rush=request.args.get("rush") == "1",
        mine=request.args.get("mine") == "1",
        overdue=request.args.get("overdue") == "1",
        text=request.args.get("q", "").strip()[:LONGEST_QUESTION],
    )


def _asked(ask: QueueAsk) -> dict[str, object]:
    """Return a question as an address carries it; what is not asked is None and left out."""
    return {
        "tray": ask.tray.value,
        "kind": ask.kind.slug if ask.kind else None,
        "destination": ask.destination,
        "applicant": ask.organisation,
        "agent": ask.agent,
        "rush": 1 if ask.rush else None,
        "mine": 1 if ask.mine else None,
        "overdue": 1 if ask.overdue else None,
        "q": ask.text or None,
    }


def _place() -> Place | None:
    """Return where the page begins that an address asks for; the first page where it says nothing that can be read."""
    for name in ("after", "before"):
        parts = request.args.get(name, "").split("~")
        if len(parts) != _PLACE_PARTS or not _ID.fullmatch(parts[2]):
            continue
        try:
            at = dt.datetime.fromisoformat(parts[1].replace(" ", "+"))
        except ValueError:
            continue
        if at.tzinfo is not None:
            return replace(Place(parts[0] == "1", at, parts[2]), before=name == "before")
    return None


def _chosen(kind: type[E], name: str) -> E | None:
    text = request.args.get(name, "")
    return kind(text) if text in tuple(kind) else None
