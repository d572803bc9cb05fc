"""A running service and the register behind it, for tests that publish and revoke while it is asked."""

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

from register.writer import RegisterWriter
from tests.builders import Issued
from tests.load import Ask, Right
from tests.reference_site import ReferenceSite, api_of

RECOVERY_SECONDS = 2.0
"""How soon after a fault's end everything is as before."""

BUSY_MACHINE = 3.0
"""Tests share two processors with whatever else runs there: limits in seconds are multiplied by this. On a quiet
machine the plain limits hold."""

PUSHLESS_SECONDS = 0.25
"""How soon a revocation shows where the follower polls."""


@dataclass
class RunningSite:
    """The service at `url` over the register at `register_url`."""

    site: ReferenceSite
    register_url: str
    url: str = ""

    def publish(self, *sequences: int) -> list[Issued]:
        """Publish certificates with these sequence numbers."""
        issued = [self.site.world.issue(sequence) for sequence in sequences]
        writer = self._writer()
        for one in issued:
            writer.publish(one.entry)
        writer.close()
        return issued

    def revoke(self, issued: Issued) -> float:
        """Revoke; return when (on the monotonic clock) that was committed."""
        writer = self._writer()
        writer.append(self.site.world.revoke(issued).records[-1])
        writer.close()
        return time.monotonic()

    def ask(self, issued: Issued) -> tuple[int, str, float]:
        """Return status, reason and seconds."""
        return self._ask(api_of(issued))

    def _ask(self, path: str) -> tuple[int, str, float]:
        began = time.monotonic()
        try:
            with urllib.request.urlopen(self.url + path, timeout=60) as response:  # noqa: S310  # our own server
                status, body = response.status, response.read()
        except urllib.error.HTTPError as error:
            with error:
                status, body = error.code, error.read()
        answer = json.loads(body)
        return status, str(answer.get("reason", answer.get("code"))), time.monotonic() - began

    def becomes(self, issued: Issued, reason: str, within: float = RECOVERY_SECONDS * BUSY_MACHINE) -> bool:
        """Ask until the reason is this one; false where that takes longer than `within` seconds."""
        return self._becomes(api_of(issued), frozenset({reason}), within)

    def becomes_certain(self, ask: Ask, within: float = RECOVERY_SECONDS * BUSY_MACHINE) -> bool:
        """Ask until the answer is the one that is right while nothing is down."""
        return self._becomes(ask.path, ask.right.certain, within)

    def _becomes(self, path: str, reasons: frozenset[str], within: float) -> bool:
        deadline = time.monotonic() + within
        while self._ask(path)[1] not in reasons:
            if time.monotonic() > deadline:
                return False
        return True

    def asks(self, count: int) -> list[Ask]:
        """Publish `count` certificates, a tenth of them revoked; return questions for them and for unknown numbers."""
        issued = self.publish(*range(1000, 1000 + count))
        ended = issued[::10]
        for one in ended:
            self.revoke(one)
        assert self.becomes(ended[-1], "REVOKED")
        unknown = [self.site.world.issue(sequence) for sequence in range(5000, 5000 + max(count // 10, 1))]
        known = [Ask(api_of(one), Right.REVOKED if one in ended else Right.IN_FORCE) for one in issued]
        return known + [Ask(api_of(one), Right.NOT_KNOWN) for one in unknown]

    def list_asks(self, count: int) -> list[Ask]:
        """Publish `count` certificates; return questions that name each in a list of one row."""
        rows = [{"number": one.number, "date": str(one.issue_date)} for one in self.publish(*range(3000, 3000 + count))]
        return [Ask("/api/v1/checks", Right.IN_FORCE, json.dumps({"checks": [row]}).encode()) for row in rows]

    def _writer(self) -> RegisterWriter:
        return RegisterWriter.open(self.register_url, trust=lambda: self.site.world.trust, clock=self.site.clock)
