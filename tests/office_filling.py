"""Fills an office with many organisations and a long audit trail, past its desks: what a chamber has after years.

    fill_office(site, organisations=10_000, entries=1_000_000)

The demo comes first, made by the office's own acts; the many are of its shape, in all states, every sealed value under
its own row, every link of the trail's chain right. One agent (`Filled.agent`) serves many of the applicants.
"""

import datetime as dt
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from issuance.confidential import Confidential, Place
from issuance.demo.office import MAKERS
from issuance.demo.office.company import Company
from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind
from issuance.domain.login import login_of
from issuance.domain.trail import START, TrailEntry, digest_of
from issuance.storage.name_index import tokens_of
from issuance.storage.tables import metadata
from issuance.storage.tables.accounts import account, account_counter
from issuance.storage.tables.audit import entry
from issuance.storage.tables.filings import filing
from issuance.storage.tables.measures import measure
from issuance.storage.tables.messages import message
from issuance.storage.tables.names import token
from issuance.storage.tables.parties import organisation, registration, signatory
from issuance.storage.tables.sign_in import leak
from issuance.storage.tables.sub_ids import offer
from issuance.storage.unit import new_id
from tests.filled_statistics import fill_statistics
from tests.office_site import CHAMBER, OfficeSite

ACTS = (
    "sign_in.succeed",
    "filing.submit",
    "registration.approve",
    "upload.take",
    "session.end",
    "id.issue",
    "filing.save",
)
STATES = (
    *["active"] * 12,
    "submitted",
    "returned",
    "rejected",
    "renewal submitted",
    "expired",
    "suspended",
    "withdrawn",
    "terminated",
)
_FILING_STATES = {"submitted": "submitted", "returned": "returned", "rejected": "rejected"}
_NAMES = ("東京", "大阪", "横浜", "日本", "太平洋", "富士", "桜", "港", "北", "南", "新", "第一", "三", "丸", "松")
_TRADES = ("貿易", "商事", "物産", "通商", "工業", "産業", "食品", "機械", "化学", "電機", "繊維")
_ENGLISH = ("Tokyo", "Osaka", "Yokohama", "Nihon", "Pacific", "Fuji", "Sakura", "Minato", "Kita", "Minami", "Shin")
_AT_ONCE = 2000
_ENTRIES_AT_ONCE = 20_000

Rows = dict[sa.Table, list[dict[str, Any]]]


@dataclass(frozen=True)
class _Sample:
    """What the many are copies of: a filing that was approved, and the agent that some of them use."""

    data: Mapping[str, Any]
    submitted: Mapping[str, Any]
    agent: str
    specimen: str


def fill_office(site: OfficeSite, *, organisations: int, entries: int) -> None:
    """Make the demo, then so many organisations and entries beside it."""
    for make in MAKERS:
        make(site.office, lambda _: None)
    engine, confidential, now = site.office.store.engine, site.office.confidential, site.office.clock()
    sample = _sample(engine, confidential)
    _hurry(engine)
    for start in range(1, organisations + 1, _AT_ONCE):
        rows: Rows = {}
        for number in range(start, min(start + _AT_ONCE, organisations + 1)):
            _Maker(confidential, sample, now, number, rows).make()
        with engine.begin() as connection:
            for table in metadata.sorted_tables:  # those that are referred to first
                if table in rows:
                    connection.execute(sa.insert(table), rows[table])
    with site.office.units.act(Actor.job(CHAMBER, "test")) as unit:
        fill_statistics(unit)
    for batch in _entries(engine, confidential, now, entries):
        with engine.begin() as connection:
            connection.execute(sa.insert(entry), batch)
    with engine.begin() as connection:
        connection.execute(sa.update(account_counter).values(value=account_counter.c.value + 900_000))
        # What a job of the night does on a database that has grown.
        connection.exec_driver_sql("ANALYZE")


def _hurry(engine: sa.Engine) -> None:
    """Let SQLite keep its indexes in memory while they grow in no order, until its connections are closed."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA cache_size = -600000")


def _sample(engine: sa.Engine, confidential: Confidential) -> _Sample:
    with engine.connect() as connection:
        rows = connection.execute(
            sa.select(filing.c.id, filing.c.data, filing.c.submitted, registration.c.organisation)
            .join(registration, registration.c.id == filing.c.registration)
            .where(filing.c.state == "approved", registration.c.capacities == "agent,applicant")
        ).all()
        key, data, submitted, agent = rows[0]
        specimen = connection.execute(sa.select(signatory.c.specimen).limit(1)).scalar_one()
    return _Sample(
        data=confidential.open(Place(CHAMBER, "filing.data", key), data),
        submitted=confidential.open(Place(CHAMBER, "filing.submitted", key), submitted),
        agent=agent,
        specimen=str(specimen),
    )


@dataclass
class _Maker:
    """Makes the rows of one organisation; `number` counts from 1 and decides what it has."""

    confidential: Confidential
    sample: _Sample
    now: dt.datetime
    number: int
    rows: Rows

    def make(self) -> None:
        """Add everything."""
        state = STATES[self.number % len(STATES)]
        was_approved = state not in _FILING_STATES
        company = self._company()
        since = self.now - dt.timedelta(hours=self.number % 9000)
        today = self.now.date()
        key, held = new_id(), new_id()
        names = {"ja": company.name_ja, "kana": company.kana, "en": company.name_en}
        self._add(
            organisation,
            id=key,
            form=("corporation", "sole trader", "other body")[self.number % 10 // 8],
            names=self._seal(organisation.c.names, key, names),
            number_index=self.confidential.index(f"{CHAMBER} corporate number", company.corporate_number),
            created_at=since,
        )
        for text in tokens_of(names.values()):
            self._add(token, id=key, token=self.confidential.index(f"{CHAMBER} name", text))
        approved = self._filing(company, held, "approved", "new", since) if was_approved else None
        ends = today + dt.timedelta(days=-1 - self.number % 100 if state == "expired" else self.number % 730)
        self._add(
            registration,
            id=held,
            organisation=key,
            capacities="applicant",
            state=state,
            state_since=since,
            valid_from=ends - dt.timedelta(days=730) if was_approved else None,
            valid_until=ends if was_approved else None,
            approved_filing=approved,
        )
        if not was_approved:
            self._filing(company, held, _FILING_STATES[state], "new", since)
        elif state == "renewal submitted":
            self._filing(company, held, "submitted", "renewal", since)
        elif self.number % 15 == 0:
            self._filing(company, held, ("submitted", "draft")[self.number % 2], "change", since)
        for index in range(3):
            self._message(key, index, since)
        if was_approved:
            self._people(key, company, since)
            self._measure(key, held, state, since)

    def _company(self) -> Company:
        number = self.number
        name = f"{_NAMES[number % 15]}{_NAMES[number // 15 % 15]}{_TRADES[number // 225 % 11]}{number}"
        english = f"{_ENGLISH[number % 11]} {_ENGLISH[number // 11 % 11]} Trading {number}"
        return Company(1_000_000 + number, name, "カイシャ", english)

    def _filing(self, company: Company, held: str, state: str, kind: str, since: dt.datetime) -> str:
        key = new_id()
        names = {"name_ja": company.name_ja, "name_en": company.name_en}
        data = {**self.sample.data, "organisation": {**self.sample.data["organisation"], **names}}
        submitted = {**self.sample.submitted, "organisation": {**self.sample.submitted["organisation"], **names}}
        self._add(
            filing,
            id=key,
            registration=held,
            reference=f"R-{key[:8].upper()}",
            kind=kind,
            form="corporation",
            state=state,
            state_since=since,
            language="ja",
            data=self._seal(filing.c.data, key, data),
            submitted=None if state == "draft" else self._seal(filing.c.submitted, key, submitted),
            started_at=since,
            submitted_at=None if state == "draft" else since,
        )
        return key

    def _people(self, key: str, company: Company, since: dt.datetime) -> None:
        named = new_id()
        waits = self.number % 20 == 7
        person = self.sample.submitted["signatories"][0]
        about = {"name_ja": person["name_ja"], "name_en": person["name_en"], "title": person["title_ja"]}
        self._add(
            signatory,
            id=named,
            organisation=key,
            state="named" if waits else "approved",
            person=self._seal(signatory.c.person, named, {**about, "mail": company.mail, "refusal": ""}),
            specimen=self.sample.specimen,
            named_at=since,
        )
        holder = self._account(IdKind.ADMINISTRATOR, key, since)
        self._account(IdKind.USER, key, since, signatory=named)
        self._account(IdKind.SUB, key, since, signatory=named)
        if self.number % 25 == 0:
            self._account(IdKind.SUB, key, since, signatory=named, agent=self.sample.agent)
        if self.number % 40 == 0:
            made = new_id()
            person = {"name": "山田 次郎", "mail": company.mail, "language": "ja"}
            self._add(
                offer,
                id=made,
                organisation=key,
                agent=self.sample.agent,
                signatory=named,
                state="offered",
                person=self._seal(offer.c.person, made, person),
                offered_at=since,
            )
        if self.number % 100 == 0:
            made = new_id()
            self._add(
                leak,
                id=made,
                account=holder,
                organisation=key,
                state="open",
                reported_at=since,
                words=self._seal(leak.c.words, made, {"report": "パスワードを他人に見られました。", "review": ""}),
            )

    def _account(self, kind: IdKind, key: str, since: dt.datetime, **more: str) -> str:
        made, sequence = new_id(), 100_000 + 10 * self.number + (5 if "agent" in more else 0)
        while (login := login_of(CHAMBER, kind, sequence)) is None:
            sequence += 1
        person = {"name": "佐藤 花子", "mail": f"person{self.number}@example.co.jp", "language": "ja"}
        self._add(
            account,
            id=made,
            login=str(login),
            kind=kind.value,
            organisation=key,
            agent=more.get("agent"),
            signatory=more.get("signatory"),
            state="active" if self.number % 12 else "locked",
            person=self._seal(account.c.person, made, person),
            mail_index=self.confidential.index(f"{CHAMBER} mail", person["mail"]),
            created_at=since,
        )
        return made

    def _message(self, key: str, index: int, since: dt.datetime) -> None:
        state = ("failed", "given up", "waiting")[index] if self.number % 30 == 0 else "sent"
        made = new_id()
        content = {"to": "trade@example.co.jp", "values": {}}
        self._add(
            message,
            id=made,
            channel="mail",
            template="registration_approved",
            language="ja",
            organisation=key,
            content=None if state == "sent" else self._seal(message.c.content, made, content),
            state=state,
            attempts=1,
            written_at=since + dt.timedelta(minutes=index),
            due_at=self.now if state == "waiting" else None,
            settled_at=None if state == "waiting" else since,
            answer="550 no such user" if state == "failed" else None,
        )

    def _measure(self, key: str, held: str, state: str, since: dt.datetime) -> None:
        kind = "suspension" if state == "suspended" else "demand" if self.number % 50 == 0 else None
        if kind is None:
            return
        made = new_id()
        words = {"reason": "システム利用料の未払い", "closing": "", "other_name": "", "other_number": ""}
        self._add(
            measure,
            id=made,
            organisation=key,
            registration=held,
            kind=kind,
            state="sent" if kind == "demand" else "in force",
            words=self._seal(measure.c.words, made, words),
            written_at=since,
            sent_on=(self.now - dt.timedelta(days=self.number % 30)).date() if kind == "demand" else None,
            state_before="active" if kind == "suspension" else None,
        )

    def _seal(self, column: sa.Column[Any], key: str, value: Mapping[str, Any]) -> bytes:
        return self.confidential.seal(Place(CHAMBER, f"{column.table.name}.{column.name}", key), value)

    def _add(self, table: sa.Table, **values: object) -> None:
        self.rows.setdefault(table, []).append({"chamber": CHAMBER, **values})


def _entries(
    engine: sa.Engine, confidential: Confidential, now: dt.datetime, count: int
) -> Iterator[list[dict[str, Any]]]:
    """Yield entries that go on the chain as it stands, one every few seconds up to now."""
    newest = sa.select(entry.c.id, entry.c.chain).where(entry.c.chamber == CHAMBER).order_by(entry.c.id.desc()).limit(1)
    here = sa.select(account.c.id, account.c.login, account.c.organisation).where(account.c.chamber == CHAMBER)
    with engine.connect() as connection:
        last = connection.execute(newest).one_or_none()
        owners = connection.execute(here).all()
    number, chain = (0, START) if last is None else (last.id, bytes(last.chain))
    batch: list[dict[str, Any]] = []
    for index in range(count):
        number += 1
        holder, login, owner = owners[(index * 7919) % len(owners)]
        values = {"salt": secrets.token_hex(16), "place": "192.0.2.1", "before": {}, "after": {"state": "active"}}
        made = TrailEntry(
            chamber=CHAMBER,
            number=number,
            at=now - dt.timedelta(seconds=7 * (count - index)),
            act=ACTS[index % len(ACTS)],
            actor=holder,
            actor_name=login,
            answerable=owner,
            subject=f"account:{holder}",
            organisation=owner,
            digest=digest_of(values),  # type: ignore[arg-type]  # texts alone
        )
        chain = made.chained(chain)
        sealed = confidential.seal(Place(CHAMBER, "audit_entry.values", str(number)), values)
        fields = {name: value for name, value in vars(made).items() if name != "number"}
        batch.append({**fields, "id": number, "values": sealed, "chain": chain})
        if len(batch) == _ENTRIES_AT_ONCE or index == count - 1:
            yield batch
            batch = []
