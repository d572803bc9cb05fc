"""The history of the settings: who changed what and when, and back to an earlier version."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.desks.administration import Administration
from issuance.domain.settings import ChamberSettings
from issuance.language import _
from issuance.services.chamber.settings_desk import History
from issuance.web.guards import staff
from issuance.web.pages.administration.common import ADMINISTRATORS, actor, done, form_version
from issuance.web.settings_words import words_of


@dataclass(frozen=True)
class Change:
    """A setting that a version changed: where it stands, what it is called, its values in words; '' for none."""

    part: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """One version, and what differs from the one before it."""

    version: int
    at: dt.datetime
    login: str
    changes: list[Change]


def add_history(pages: Blueprint, desks: Administration) -> None:
    """Add the page and the act."""

    @pages.get("/history")
    @staff(*ADMINISTRATORS)
    def history(chamber: str) -> ResponseReturnValue:
        del chamber
        typed = request.args.get("before", "")
        before = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else None
        found = desks.settings.history(actor(), before)
        current = desks.settings.current(actor())
        return render_template("admin/history.html", lines=_lines(found), older=found.older, newest=current.version)

    @pages.post("/history/restore")
    @staff(*ADMINISTRATORS)
    def restore(chamber: str) -> ResponseReturnValue:
        del chamber
        typed = request.form.get("restored", "")
        restored = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else -1
        desks.settings.restore(actor(), form_version(), restored)
        return done(_("The settings are again as in version %(version)s.", version=restored), url_for("admin.history"))


def _lines(history: History) -> list[Line]:
    lines = []
    for version, earlier in pairwise(history.versions):
        login = history.logins.get(version.by or "", "")
        lines.append(Line(version.version, version.at, login, changes_of(earlier.settings, version.settings)))
    if history.versions and history.older is None:
        first = history.versions[-1]
        lines.append(Line(first.version, first.at, history.logins.get(first.by or "", ""), []))
    return lines


def changes_of(before: ChamberSettings, after: ChamberSettings) -> list[Change]:
    """Return what differs between two versions, in the reader's language and in the order of the pages."""
    old, new = words_of(before), words_of(after)
    changes = []
    for key, said in {**old, **new}.items():
        was, now = (each[key].value if key in each else "" for each in (old, new))
        if was != now:
            changes.append(Change(said.part, said.label, was, now))
    return changes
