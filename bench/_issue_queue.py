"""The officers' list of applications, with very many of them on PostgreSQL. See `bench/issue.py`.

The many are rows of the right shape in all states, most of them settled years ago; no page opens what is sealed.
"""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from bench._office_clock import Times, waited_ms
from bench._office_site import SERVER
from issuance.domain.application.states import State
from issuance.domain.ids import IdKind
from issuance.domain.staff import Role
from issuance.storage.tables.applications import application
from issuance.storage.unit import new_id
from signing.content import Kind
from tests.builders import NOW
from tests.office_databases import Urls, sqlite_urls
from tests.office_ids import add_organisation
from tests.office_people import make_person
from tests.office_site import CHAMBER, OfficeSite
from tests.offices import Installation, draft, make_template
from tests.paid import JOB, Trade
from tests.queries import counted
from tests.servers.postgres import PostgresServer

LIMIT_MS = 150
ORGANISATIONS = 500
_OPEN = (State.SUBMITTED, State.IN_REVIEW, State.CHECKED, State.RETURNED, State.FEE_DUE, State.PAID)
_SETTLED = (*[State.PRINT_CLOSED] * 90, *[State.DELIVERED] * 3, *[State.REJECTED] * 2, *[State.WITHDRAWN] * 5)
_OPEN_OF = 200
"""One application in so many is open."""
_COUNTRIES = ("US", "CN", "KR", "TW", "TH", "DE", "SA", "AE", "IN", "VN")


def measure_queue(folder: Path, applications: int, rounds: int) -> dict[str, Any]:
    """Fill an office and look through the list as an officer does; return milliseconds of the server by page."""
    with PostgresServer(**SERVER) as server:
        made = server.create_database()
        home = folder / "office"
        urls = Urls(made.url, sqlite_urls(home).register)
        site = OfficeSite.over(Installation.make(make_template(folder / "template", NOW), home, urls))
        print(f"{applications} applications go into PostgreSQL: some minutes.", flush=True)
        _fill(site, made.superuser_url.replace("+psycopg", ""), applications)
        client = site.client()
        officer = make_person(site.office.units, CHAMBER, IdKind.STAFF, roles=[Role.REVIEWER, Role.APPROVER])
        site.sign_in(client, officer)
        engine = site.office.store.engine
        with engine.connect() as connection:
            activity = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user"
            servers = [int(pid) for pid in connection.exec_driver_sql(activity).scalars()]
        times: dict[str, Times] = {}
        queries: dict[str, int] = {}
        pages = _pages(site)
        for turn in range(rounds + 1):
            for name, path in pages.items():
                one = times.setdefault(name, Times(partial(waited_ms, servers))) if turn else Times()
                with counted(engine) as statements, one.one():
                    answer = client.get(path)
                if answer.status_code != 200:
                    raise SystemExit(f"{path} answered {answer.status}")
                queries[name] = len(statements)
        site.close()
    return {
        "applications": applications,
        "limit_milliseconds": LIMIT_MS,
        "pages": {name: {**each.figures(), "queries": queries[name]} for name, each in times.items()},
    }


def _pages(site: OfficeSite) -> dict[str, str]:
    base = f"/{CHAMBER}/desk/applications"
    deep = f"0~{(NOW - dt.timedelta(days=700)).isoformat()}~{'8' * 16}".replace("+", "%2B")
    with site.office.units.look(JOB) as unit:
        row = unit.rows(unit.select(application, application.c.organisation, application.c.reference).limit(1))[0]
    return {
        "what waits": base,
        "overdue": f"{base}?overdue=1",
        "one kind": f"{base}?kind=invoice",
        "one destination": f"{base}?destination=SA",
        "settled, the newest": f"{base}?tray=issued",
        "settled, two years ago": f"{base}?tray=issued&after={deep}",
        "settled, one destination": f"{base}?tray=issued&destination=SA",
        "all of one applicant": f"{base}?tray=all&applicant={row['organisation']}",
        "a reference": f"{base}?q={row['reference']}",
        "a name": f"{base}?tray=all&q=Trading 77",
        "a word of every name": f"{base}?tray=all&q=Mihon",
        "an invoice that nobody has": f"{base}?q=INV-77777",
    }


def _fill(site: OfficeSite, url: str, applications: int) -> None:
    trade = Trade.make(site.office)
    trade.apply(draft())
    with site.office.units.act(JOB) as unit:
        organisations = [add_organisation(unit, f"Mihon Trading {number}") for number in range(ORGANISATIONS)]
        sample = dict(unit.rows(unit.select(application))[0])
    columns = [column.name for column in application.columns]
    with psycopg.connect(url, autocommit=True) as connection:
        # Neither triggers nor foreign keys are looked at; a superuser alone may ask for that.
        connection.execute("SET session_replication_role = replica")
        statement = f"COPY application ({', '.join(columns)}) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for row in _rows(sample, organisations, applications):
                copy.write_row([row[name] for name in columns])
        # What autovacuum would have done by the time that so many had come one by one.
        connection.execute("VACUUM (ANALYZE)")


def _rows(sample: dict[str, Any], organisations: Sequence[str], applications: int) -> Iterator[dict[str, Any]]:
    dice = random.Random(6)  # noqa: S311  # nothing is secret here
    for index in range(applications):
        is_open = index % _OPEN_OF == 0
        state = dice.choice(_OPEN if is_open else _SETTLED)
        age = dt.timedelta(minutes=dice.randrange(7 * 24 * 60 if is_open else 1000 * 24 * 60))
        at = NOW - age
        issued = state in (State.PRINT_CLOSED, State.DELIVERED)
        yield sample | {
            "id": new_id(),
            "reference": f"A-{index:08d}"[:12],
            "kind": int(dice.choice(list(Kind))),
            "state": state.value,
            "state_since": at,
            "organisation": dice.choice(organisations),
            "destination": dice.choice(_COUNTRIES),
            "rush": dice.random() < 0.05,
            "invoice_index": dice.randbytes(16),
            "submitted_at": at,
            "started_at": at,
            "changed_at": at,
            "due_at": at + dt.timedelta(days=1),
            "certificate": f"TYO26{index:07d}AAAAAAA" if issued else None,
            "delivered_at": at if issued else None,
            "submission": None,
        }
