"""Rows of live and past sessions: one live row per account."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, func, or_, select
from sqlalchemy import update as sql_update

from issuance.domain.sign_in.session import SessionEnd
from issuance.storage.tables.accounts import account, account_role
from issuance.storage.tables.sign_in import past_session, session
from issuance.storage.unit import Unit


@dataclass(frozen=True)
class Origin:
    """Where a session began: network address, what the browser calls itself, and by what its holder proved himself."""

    place: str
    browser: str
    how: str = ""

    def sealed(self) -> dict[str, str]:
        """Return it as the database keeps it; a browser may say anything, so it is cut."""
        return {"place": self.place[:64], "browser": self.browser[:300], "how": self.how}

    @classmethod
    def unsealed(cls, value: dict[str, Any]) -> "Origin":
        """Return what the database kept."""
        return cls(value["place"], value["browser"], value["how"])


@dataclass(frozen=True)
class SessionLine:
    """One session as its holder sees it. `ended` and `reason` are None for the live one."""

    started: dt.datetime
    seen: dt.datetime
    ended: dt.datetime | None
    reason: SessionEnd | None
    origin: Origin


def with_account(unit: Unit, token: bytes) -> RowMapping | None:
    """Return the live session of a token together with its account."""
    query = (
        select(
            session.c.token,
            session.c.started_at,
            session.c.seen_at,
            session.c.confirmed_at,
            *(account.c[name] for name in ("id", "login", "kind", "organisation", "agent", "signatory", "state")),
            account.c.person,
        )
        .join(account, and_(account.c.chamber == session.c.chamber, account.c.id == session.c.id))
        .where(session.c.chamber == unit.chamber, account.c.chamber == unit.chamber, session.c.token == token)
    )
    return unit.row(query)


def roles_of(unit: Unit, account_id: str) -> frozenset[str]:
    """Return the names of the roles that a member of the staff holds."""
    rows = unit.rows(unit.select(account_role, account_role.c.role).where(account_role.c.id == account_id))
    return frozenset(str(row["role"]) for row in rows)


def live_of(unit: Unit, account_id: str) -> RowMapping | None:
    """Return an account's live session."""
    return unit.row(unit.select(session).where(session.c.id == account_id))


def live_of_organisation(unit: Unit, organisation: str) -> list[RowMapping]:
    """Return the live sessions of all ids for which an organisation answers, or whose agent it is."""
    query = (
        unit.select(session)
        .join(account, and_(account.c.chamber == session.c.chamber, account.c.id == session.c.id))
        .where(account.c.chamber == unit.chamber)
        .where(or_(account.c.organisation == organisation, account.c.agent == organisation))
    )
    return list(unit.rows(query))


def hold(unit: Unit, account_id: str) -> None:
    """Let other acts on this account's session wait until this one has ended."""
    unit.execute(unit.select(account, account.c.id).where(account.c.id == account_id).with_for_update())


def begin(unit: Unit, account_id: str, token: bytes, origin: Origin) -> None:
    """Enter a live session; the account has none."""
    unit.insert(
        session,
        id=account_id,
        token=token,
        started_at=unit.now,
        seen_at=unit.now,
        confirmed_at=unit.now,
        origin=unit.seal(session.c.origin, account_id, origin.sealed()),
    )


def end(unit: Unit, row: RowMapping, reason: SessionEnd) -> None:
    """Move a live session to the past ones, where its cookie is recognised and told why."""
    if not unit.delete(session, session.c.id == row["id"], session.c.token == row["token"]):
        return
    key = past_key(bytes(row["token"]))
    unit.insert(
        past_session,
        id=key,
        account=row["id"],
        token=row["token"],
        started_at=row["started_at"],
        seen_at=row["seen_at"],
        ended_at=unit.now,
        reason=reason.value,
        origin=unit.seal(past_session.c.origin, key, unit.open(session.c.origin, str(row["id"]), bytes(row["origin"]))),
    )


def past_key(token: bytes) -> str:
    """Return the name of a past session's row."""
    return token.hex()[:16]


def end_of_token(unit: Unit, token: bytes) -> SessionEnd | None:
    """Return why the session of a token has ended, None for a token that never was."""
    row = unit.row(unit.select(past_session, past_session.c.reason).where(past_session.c.token == token))
    return SessionEnd(str(row["reason"])) if row else None


def note(unit: Unit, account_id: str, token: bytes, **instants: dt.datetime) -> None:
    """Note instants on a session if it is still the live one."""
    unit.execute(
        sql_update(session)
        .where(session.c.chamber == unit.chamber, session.c.id == account_id, session.c.token == token)
        .values(**instants)
    )


def renew(unit: Unit, account_id: str, token: bytes, fresh: bytes) -> bool:
    """Give the live session of a token another one, its holder having proved himself now; False where it is not."""
    renewed = (
        sql_update(session)
        .where(session.c.chamber == unit.chamber, session.c.id == account_id, session.c.token == token)
        .values(token=fresh, confirmed_at=unit.now, seen_at=unit.now)
    )
    return unit.execute(renewed).rowcount == 1


def past_of(unit: Unit, account_id: str, limit: int) -> list[RowMapping]:
    """Return an account's past sessions, the last one first."""
    mine: ColumnElement[bool] = past_session.c.account == account_id
    return list(
        unit.rows(unit.select(past_session).where(mine).order_by(past_session.c.started_at.desc()).limit(limit))
    )


def live_line(unit: Unit, row: RowMapping) -> SessionLine:
    """Return a live session opened."""
    origin = Origin.unsealed(unit.open(session.c.origin, str(row["id"]), bytes(row["origin"])))
    return SessionLine(row["started_at"], row["seen_at"], None, None, origin)


def past_line(unit: Unit, row: RowMapping) -> SessionLine:
    """Return a past session opened."""
    origin = Origin.unsealed(unit.open(past_session.c.origin, str(row["id"]), bytes(row["origin"])))
    return SessionLine(row["started_at"], row["seen_at"], row["ended_at"], SessionEnd(str(row["reason"])), origin)


def forget_past(unit: Unit, before: dt.datetime) -> int:
    """Delete sessions that ended before an instant; return how many."""
    return unit.delete(past_session, past_session.c.ended_at < before)


def last_sign_in(unit: Unit, account_id: str) -> dt.datetime | None:
    """Return when the newest session of an account began, None where it never signed in."""
    live = unit.select(session, session.c.started_at).where(session.c.id == account_id)
    past = unit.select(past_session, past_session.c.started_at).where(past_session.c.account == account_id)
    both = live.union_all(past).subquery()
    row = unit.row(select(func.max(both.c.started_at).label("newest")))
    return row["newest"] if row else None
