"""`script/bench office`: server time and queries of every page, with 10,000 organisations and 1,000,000 audit entries.

    script/bench office                          fill an office once (some minutes), then measure each page 30 times
    script/bench office --database postgresql    the same office, poured into a PostgreSQL server of the bench's own
    script/bench office --rounds 5               a look
    script/bench office --only trail             pages whose name begins so; writes no results

The filled office stays in `--folder`. Pages are asked for in process, in rounds that go through all of them, each as
the person for whom it is. Server time counts against the limit: that of the wall, less what was spent waiting for a
processor that others had (`_office_clock.py`); processor time (without a PostgreSQL server's) and the wall's stand
beside it, and a bare Flask page of the same length. With it: a sign-in beside a bare Flask page that compares one
argon2 hash of the shipped strength; and what `issuance trail verify` takes for the whole trail.
"""

import argparse
import gc
import json
import os
import platform
import subprocess
import sys
import time
from collections import defaultdict
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any

from bench._office_clock import Times, waited_ms
from bench._office_peers import bare_pages, bare_sign_in
from bench._office_site import measured_site
from issuance.desks.access import Access
from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind
from issuance.services.sign_in.passwords import Passwords, office_hasher
from issuance.storage.credentials import set_password
from issuance.web.app import create_app
from tests.office_people import PASSWORD, make_person
from tests.office_site import CHAMBER, OfficeSite
from tests.office_visits import Visit, office_visits
from tests.queries import counted

RESULTS = Path(__file__).parent / "results" / "office.json"
LIMIT_MS, LIMIT_QUERIES = 150, 12
ORGANISATIONS, ENTRIES = 10_000, 1_000_000


def main() -> None:
    """Fill, measure, print, write down."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path("var/bench/office"))
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--organisations", type=int, default=ORGANISATIONS)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no further round after this time")
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    with measured_site(given.folder, given.organisations, given.entries, given.database) as site:
        visits = [visit for visit in office_visits(site) if visit.name.startswith(given.only)]
        pages, rounds = measure(site, visits, given.rounds, given.seconds)
        print(f"load averages {os.getloadavg()} on {os.cpu_count()} processors")
        if given.only:
            return
        found = {
            "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "load": os.getloadavg()},
            "organisations": given.organisations,
            "entries": given.entries,
            "limits": {"p95_ms": LIMIT_MS, "queries": LIMIT_QUERIES},
            "rounds": rounds,
            "within_limits": sum(_within(each) for each in pages.values()),
            "pages": pages,
            "sign_in": sign_in(site, rounds),
        }
        _write(given.database, found)  # before what takes minutes
        _write(given.database, {**found, "trail_verify": verify(site)})
    print(f"Written to {RESULTS}.")


def measure(site: OfficeSite, visits: list[Visit], most: int, seconds: float) -> tuple[dict[str, Any], int]:
    """Visit every page in every round; return the figures by page, and of how many rounds they are."""
    until, rounds = time.monotonic() + seconds, 0
    waited = partial(waited_ms, server_processes(site))
    ours: dict[str, Times] = defaultdict(lambda: Times(waited))
    first: dict[str, Times] = defaultdict(lambda: Times(waited))
    bare: dict[str, Times] = defaultdict(Times)
    queries: dict[str, int] = defaultdict(int)
    peer = bare_pages()
    for number in range(most + 1):
        if number > 1 and time.monotonic() > until:
            break
        rounds = number
        if number == 1:
            gc.collect()
            gc.freeze()  # as the workers of `issuance serve` do
        for visit in visits:
            # The first round compiles templates and draws pictures: it stands for itself.
            times = ours if number else first
            with counted(site.office.store.engine) as statements, times[visit.name].one():
                answer = visit.client.get(visit.path)
            length = len(answer.get_data())
            answer.close()
            with (bare[visit.name] if number else Times()).one():
                peer.get(f"/{length}")
            queries[visit.name] = max(queries[visit.name], len(statements)) if number else 0
    pages = {
        name: {
            **times.figures(),
            "first_ms": round(first[name].server[0], 1),
            "times_bare": times.times(bare[name]),
            "queries": queries[name],
        }
        for name, times in ours.items()
    }
    for name, each in sorted(pages.items(), key=lambda item: -item[1]["p95_ms"]):
        print(f"{name:46} {_line(each)}  {'ok' if _within(each) else 'TOO MUCH'}")
    print(f"{sum(_within(each) for each in pages.values())} of {len(pages)} pages within the limits")
    return pages, rounds


def server_processes(site: OfficeSite) -> list[int]:
    """Return the processes of the database server that work for us; SQLite has none."""
    engine = site.office.store.engine
    if engine.dialect.name == "sqlite":
        return []
    with engine.connect() as connection:
        query = (
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        return [int(pid) for pid in connection.exec_driver_sql(query).scalars()]


def sign_in(site: OfficeSite, rounds: int) -> dict[str, Any]:
    """Sign in with a password of the shipped strength, beside the bare page that compares one."""
    office, hasher = site.office, office_hasher()
    holder = make_person(office.units, CHAMBER, IdKind.ADMINISTRATOR)
    with office.units.act(Actor.job(CHAMBER, "bench")) as unit:
        set_password(unit, holder.account.id, hasher.hash(PASSWORD))
    office.access = Access.open(office.units, office.config.public_url, office.session_times, Passwords(hasher))
    app = create_app(office, site.config)
    app.config.update(WTF_CSRF_ENABLED=False)
    ours, bare = Times(partial(waited_ms, server_processes(site))), Times()
    peer = bare_sign_in(hasher, PASSWORD)
    for number in range(rounds + 1):
        with (ours if number else Times()).one():
            answer = app.test_client().post(
                f"/{CHAMBER}/sign-in", data={"login": holder.login, "password": holder.password}
            )
        if answer.status_code != HTTPStatus.SEE_OTHER:
            raise SystemExit(f"The sign-in was answered with {answer.status}.")
        with (bare if number else Times()).one():
            peer.post("/", data={"password": PASSWORD})
    of_ours, of_bare, ratio = ours.figures(), bare.figures(), ours.times(bare)
    print(f"sign-in: {_line_of(of_ours)}\n argon2: {_line_of(of_bare)}\n  ratio: {ratio}")
    return {"ours": of_ours, "bare_argon2": of_bare, "times_bare": ratio}


def verify(site: OfficeSite) -> dict[str, float]:
    """Run the command that verifies the trail, in a process of its own; return seconds and memory."""
    program = (
        "import json, resource, sys, time\n"
        "from issuance.cli import main\n"
        "before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()\n"
        f"status = main(['trail', 'verify', '--chamber', {CHAMBER!r}])\n"
        "usage = resource.getrusage(resource.RUSAGE_SELF)\n"
        "told = {'seconds': round(time.perf_counter() - start, 1), 'cpu_seconds': round(usage.ru_utime, 1)}\n"
        "told |= {'mib_before': before // 1024, 'mib_after': usage.ru_maxrss // 1024, 'status': status}\n"
        "print(json.dumps(told), file=sys.stderr)\n"
    )
    environment = {**os.environ, **site.installation.environment}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stderr.strip().splitlines()[-1])
    print(f"trail verify: {found}")
    return found


def _write(database: str, found: dict[str, Any]) -> None:
    """Write down what was found on one database; what was found on the other stays."""
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    known = {name: each for name, each in known.items() if name in ("sqlite", "postgresql")}
    RESULTS.write_text(json.dumps({**known, database: found}, indent=1, ensure_ascii=False) + "\n")


def _within(each: dict[str, Any]) -> bool:
    p95, queries = float(each["p95_ms"]), int(each["queries"])
    return p95 <= LIMIT_MS and queries <= LIMIT_QUERIES


def _line(each: dict[str, Any]) -> str:
    return f"{_line_of(each)}  {each['times_bare']:5.1f} x bare  {each['queries']:2} queries"


def _line_of(each: dict[str, Any]) -> str:
    server = f"p50 {each['p50_ms']:6.1f}  p95 {each['p95_ms']:6.1f} ms"
    return f"{server}  cpu p95 {each['cpu_p95_ms']:6.1f}  wall p95 {each['wall_p95_ms']:7.1f} ms"


if __name__ == "__main__":
    main()
