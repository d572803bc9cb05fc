"""Sessions: begun by a sign-in, visited by every request, ended for a reason (terms, article 14-2)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import RowMapping

from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind, IdState
from issuance.domain.settings import SecondSession
from issuance.domain.sign_in.session import SessionEnd, SessionTimes
from issuance.domain.sign_in.token import SessionToken
from issuance.domain.staff import Role
from issuance.domain.who import Who
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.oauth.ending import end_of_account, end_of_organisation
from issuance.storage import sessions as rows
from issuance.storage.sessions import Origin, SessionLine
from issuance.storage.tables.accounts import account
from issuance.storage.unit import Unit, Units

_KEPT = dt.timedelta(days=365)
"""How long a past session is kept (terms, annex 1: logs at most one year)."""
_SHOWN = 20


@dataclass(frozen=True)
class Visit:
    """What a request's cookie is worth: who it is, or why his session has ended; both None for a visitor."""

    who: Who | None = None
    ended: SessionEnd | None = None


def end_session(unit: Unit, account_id: str, reason: SessionEnd, *, only: bytes | None = None) -> bool:
    """End an account's live session, if it has one (with `only`, if it is the one of this token's hash).

    What ends it for the id's safety ends what the id has allowed systems, too, signed in or not.
    """
    end_of_account(unit, account_id, reason)
    live = rows.live_of(unit, account_id)
    if live is None or (only is not None and bytes(live["token"]) != only):
        return False
    _end_row(unit, live, reason)
    return True


def end_sessions_of(unit: Unit, organisation: str, reason: SessionEnd = SessionEnd.CHAMBER) -> int:
    """End the live sessions of all ids of an organisation, agents' sub ids included; return how many there were.

    What these ids have allowed systems ends with them.
    """
    end_of_organisation(unit, organisation, reason)
    live = rows.live_of_organisation(unit, organisation)
    for row in live:
        _end_row(unit, row, reason)
    return len(live)


class Sessions:
    """Begins, visits and ends sessions. `second_session` reads a chamber's choice between two sign-ins."""

    def __init__(
        self,
        units: Units,
        times: SessionTimes,
        second_session: Callable[[Unit], SecondSession],
        random_bytes: Callable[[int], bytes],
    ) -> None:
        self._units = units
        self.times = times
        self._second_session = second_session
        self._random_bytes = random_bytes

    def visit(self, cookie: str | None, place: str) -> Visit:
        """Return whose request this is. The last request is noted, and a session that is over is ended."""
        token = SessionToken.parse(cookie)
        if token is None:
            return Visit()
        visitor = Actor.visitor(token.chamber, place)
        with self._units.look(visitor) as unit:
            row = rows.with_account(unit, token.hash)
            if row is None:
                return Visit(ended=rows.end_of_token(unit, token.hash))
            end = self._end_of(row, unit.now)
            who = _who(unit, row, place)
            stale = unit.now - row["seen_at"] >= self.times.noted_every
        if end is not None:
            with self._units.act(who.actor) as unit:
                end_session(unit, who.account, end, only=token.hash)
            return Visit(ended=end)
        if stale:
            with self._units.act(who.actor) as unit:
                rows.note(unit, who.account, token.hash, seen_at=unit.now)
        return Visit(who=who)

    def begin(self, unit: Unit, account_id: str, origin: Origin) -> SessionToken:
        """Begin an account's session; end the one it has, or raise `RefusedError`, as its chamber has chosen."""
        rows.hold(unit, account_id)
        live = rows.live_of(unit, account_id)
        if live is not None:
            over = self.times.end_of(live["started_at"], live["seen_at"], unit.now)
            if over is None and self._second_session(unit) is SecondSession.NEWER_REFUSED:
                raise RefusedError(
                    _(
                        "This id is signed in elsewhere, and this chamber lets the first sign-in stand. Sign out there,"
                        " or wait until that session has been idle for %(minutes)s minutes.",
                        minutes=int(self.times.idle.total_seconds() // 60),
                    )
                )
            _end_row(unit, live, over or SessionEnd.NEWER)
        token = SessionToken.make(unit.chamber, self._random_bytes(32))
        rows.begin(unit, account_id, token.hash, origin)
        return token

    def confirm(self, unit: Unit, who: Who, cookie: str | None) -> SessionToken:
        """Note that the holder of a session has just proved himself again; it goes on under another token.

        Whoever got hold of the token before gains nothing from the proof. Raises `RefusedError` where the session has
        ended meanwhile.
        """
        token, fresh = SessionToken.parse(cookie), SessionToken.make(unit.chamber, self._random_bytes(32))
        if token is None or not rows.renew(unit, who.account, token.hash, fresh.hash):
            raise RefusedError(_("This session has ended meanwhile. Sign in again."))
        return fresh

    def is_recent(self, who: Who) -> bool:
        """Tell whether somebody proved himself recently enough for what is sensitive."""
        return self.times.is_recent(who.confirmed_at, self._units.now())

    def sign_out(self, who: Who, cookie: str | None) -> None:
        """End the session of this browser, and no other."""
        token = SessionToken.parse(cookie)
        if token is not None:
            with self._units.act(who.actor) as unit:
                end_session(unit, who.account, SessionEnd.SIGNED_OUT, only=token.hash)

    def lines(self, unit: Unit, account_id: str) -> list[SessionLine]:
        """Return an account's live session and its last past ones, for its holder to look through."""
        live = rows.live_of(unit, account_id)
        lines = [rows.live_line(unit, live)] if live is not None else []
        return lines + [rows.past_line(unit, row) for row in rows.past_of(unit, account_id, _SHOWN)]

    def forget_old(self, unit: Unit) -> int:
        """Delete past sessions after a year; return how many."""
        return rows.forget_past(unit, unit.now - _KEPT)

    def _end_of(self, row: RowMapping, now: dt.datetime) -> SessionEnd | None:
        if row["state"] != IdState.ACTIVE:
            return SessionEnd.CHAMBER
        return self.times.end_of(row["started_at"], row["seen_at"], now)


def _end_row(unit: Unit, row: RowMapping, reason: SessionEnd) -> None:
    rows.end(unit, row, reason)
    unit.record("session.end", f"account:{row['id']}", after={"reason": reason.value})


def _who(unit: Unit, row: RowMapping, place: str) -> Who:
    account_id, kind = str(row["id"]), IdKind(row["kind"])
    person = unit.open(account.c.person, account_id, bytes(row["person"]))
    roles = rows.roles_of(unit, account_id) if kind is IdKind.STAFF else frozenset()
    return Who(
        actor=Actor(unit.chamber, str(row["login"]), account_id, kind, row["organisation"], place),
        account=account_id,
        kind=kind,
        roles=frozenset(Role(role) for role in roles),
        organisation=row["organisation"],
        agent=row["agent"],
        signatory=row["signatory"],
        language=str(person["language"]),
        name=str(person["name"]),
        confirmed_at=row["confirmed_at"],
    )
