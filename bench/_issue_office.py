"""What the office adds: the issue job around the core, and a sheet drawn beside the form. See `bench/issue.py`."""

import datetime as dt
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from bench._office_clock import Times
from issuance.domain.application.entry import Entry
from issuance.services.applications import previews
from issuance.services.certificates.issue import IssueRequest
from issuance.services.delivery.job import What
from issuance.storage.sessions import Origin
from signing.canonical import JsonObject
from tests.applying import Applying, typed
from tests.builders import NOW
from tests.office_databases import sqlite_urls
from tests.office_site import CHAMBER, OfficeSite
from tests.offices import OFFICERS, Installation, draft, make_template
from tests.paid import Trade

LINES = (6, 300)
WARM_ROUNDS = 2
PREVIEW_LINES = 60
PREVIEW_TARGET_MS = 500


def long_draft(lines: int, serial: str) -> JsonObject:
    """Return the content of an application with so many goods lines, no line like one of another application."""
    fields: dict[str, Any] = dict(draft())
    goods = fields["goods"]
    fields["goods"] = [
        {**goods[index % len(goods)], "description": f"Ball bearings, lot {serial}/{index}"} for index in range(lines)
    ]
    fields["invoice"] = {**fields["invoice"], "number": f"BENCH {serial}"}
    return fields


def measure_job(folder: Path, rounds: int) -> dict[str, Any]:
    """Issue applications by the job and the same contents by the core alone, in turns; return CPU milliseconds."""
    office = office_in(folder).open(real_paper=True)
    trade = Trade.make(office)
    found: dict[str, Any] = {}
    for lines in LINES:
        times: dict[str, list[float]] = {"job": [], "core": []}
        for turn in range(-WARM_ROUNDS, rounds):
            key = trade.apply(long_draft(lines, f"{lines}-{turn}-job"))
            bare = IssueRequest(CHAMBER, long_draft(lines, f"{lines}-{turn}-core"), OFFICERS)
            before = time.process_time()
            outcome = office.delivery.job.issue(CHAMBER, key)
            middle = time.process_time()
            office.issuing.issue(bare)
            after = time.process_time()
            if outcome.what is not What.DELIVERED:
                raise SystemExit(f"The application was not delivered: {outcome.reason}")
            if turn >= 0:
                times["job"].append(1000 * (middle - before))
                times["core"].append(1000 * (after - middle))
        ratios = [job / core for job, core in zip(times["job"], times["core"], strict=True)]
        found[str(lines)] = {
            "milliseconds_cpu": round(median(times["job"]), 1),
            "core_milliseconds_cpu": round(median(times["core"]), 1),
            "ratio_to_core": round(median(ratios), 2),
        }
    office.close()
    return found


def measure_preview(folder: Path, rounds: int) -> dict[str, Any]:
    """Have a sheet of 60 goods lines drawn anew, as the form does after each change; return milliseconds."""
    site = OfficeSite.over(office_in(folder))
    del site.office.print_room  # the real one, in place of the tests' plain one
    previews.MOST_A_MINUTE = 10 * rounds  # the clock of this office stands
    applying = Applying.make(site.office)
    kept = applying.begun(applying.user)
    client = site.client()
    with site.office.units.act(applying.user) as unit:
        account = str(applying.user.account)
        token = site.office.access.sessions.begin(unit, account, Origin("127.0.0.1", "bench", "password"))
    client.set_cookie("id", str(token))
    base = f"/{CHAMBER}/applications/{kept.id}/preview"
    drawn, again = Times(), Times()
    serials = count()

    def look(into: Times, path: str) -> None:
        with into.one():
            answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status}: {answer.text}")

    for turn in range(-WARM_ROUNDS, rounds):
        kept = site.office.applications.drafts.save(applying.user, kept.id, kept.version, _typed(next(serials)))
        first = Times() if turn < 0 else drawn
        look(first, f"{base}/1.png")
        look(Times() if turn < 0 else again, f"{base}/2.png")
    site.close()
    return {
        "lines": PREVIEW_LINES,
        "target_milliseconds": PREVIEW_TARGET_MS,
        "first_page": drawn.figures(),
        "another_page_of_the_same": again.figures(),
    }


def _typed(serial: int) -> Entry:
    sample = typed()
    goods = tuple(
        sample.goods[index % len(sample.goods)] | {"description": f"Ball bearings, lot {serial}/{index}"}
        for index in range(PREVIEW_LINES)
    )
    return Entry(fields=sample.fields, goods=goods)


def office_in(folder: Path, clock: Callable[[], dt.datetime] = lambda: NOW) -> Installation:
    """Make an office with its keys, on SQLite, in a folder that is empty."""
    home = folder / "office"
    return Installation.make(make_template(folder / "template", clock()), home, sqlite_urls(home), clock)
