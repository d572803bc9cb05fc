"""The register as views ask it: the same look-ups, each past the turnstile.

All that answers, Flask's views and the fast path alike, asks the register through this class, so that nobody who adds a
page or a call has to remember the limits. Every method may raise :class:`TooManyRequestsError` besides what
:class:`RegisterView` raises.
"""

import datetime as dt
from collections.abc import Callable

from reference_service.limits.turnstile import Sender, Turnstile
from reference_service.metrics.tally import Tally
from reference_service.register_view import Answer, CertificateSource, Published, RegisterView
from register.entry import Head
from signing.result import Reason

IsGenuine = Callable[[bytes], bool]
"""Tells whether the bytes of a seal verify under the signed trust list."""


class GuardedRegister(RegisterView):
    """See the module. Seals that verify are neither limited nor counted."""

    def __init__(
        self,
        source: CertificateSource,
        *,
        clock: Callable[[], dt.datetime],
        stale_after: dt.timedelta,
        turnstile: Turnstile,
        is_genuine: IsGenuine,
        tally: Tally,
    ) -> None:
        super().__init__(source, clock=clock, stale_after=stale_after)
        self._turnstile = turnstile
        self._is_genuine = is_genuine
        self._tally = tally

    def by_number(self, number: str, issue_date: dt.date) -> Answer:
        """Look up by canonical number and issue date, as one row."""
        return self._by_number(number, issue_date, row=True)

    def admit_file(self) -> Sender:
        """Let a file pass whose codes are to be looked up; its pages are counted by whoever reads them."""
        return self._turnstile.admit_file()

    def part_by_number(self, number: str, issue_date: dt.date) -> Answer:
        """Look up for a part of a page that was counted itself, such as a picture: only a miss counts."""
        return self._by_number(number, issue_date, row=False)

    def held_by_number(self, number: str, day: str) -> Answer | None:
        """Answer from memory; counted only where there is an answer."""
        caller = self._turnstile.admit_number(number)
        answer = super().held_by_number(number, day)
        if answer is not None:
            self._turnstile.count_number(caller, number, row=True, miss=False)
        return answer

    def _answer(self, head: Head, published: Published | None) -> Answer:
        answer = super()._answer(head, published)
        if answer.published is not None:
            self._tally.verdicts[answer.published.reason] += 1
        else:
            self._tally.verdicts[Reason.NOT_REGISTERED if answer.current else Reason.STATUS_UNAVAILABLE] += 1
        return answer

    def by_seal(self, sid: bytes, seal: bytes) -> Answer:
        """Look up by seal. One that memory does not have is verified: what is not genuine and not there is a miss."""
        held = self.held_by_seal(seal)
        if held is not None:
            return held
        # Verified first, so that forgeries over the limit never reach the register.
        genuine = self._is_genuine(seal)
        if not genuine:
            self._turnstile.admit_forgery()
        answer = super().by_seal(sid, seal)
        if answer.published is None and not genuine:
            self._turnstile.miss()
        return answer

    def by_document(self, sha256: bytes) -> Answer:
        """Look up by the hash of a PDF, as one row: nobody guesses a hash, and most files are no certificates."""
        self._turnstile.admit_row()
        answer = super().by_document(sha256)
        self._turnstile.count_row()
        return answer

    def refuse_seal(self) -> None:
        """Count a seal that was found not to be genuine before anything was looked up."""
        self._turnstile.miss()

    def _by_number(self, number: str, issue_date: dt.date, *, row: bool) -> Answer:
        caller = self._turnstile.admit_number(number)
        answer = super().by_number(number, issue_date)
        # Of data that are too old nobody can tell whether it was a miss.
        miss = answer.published is None and answer.current
        self._turnstile.count_number(caller, number, row=row, miss=miss)
        return answer
