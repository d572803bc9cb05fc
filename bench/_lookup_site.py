"""The installation that look-ups are measured on: some hundred certificates, each with its reference copy."""

import hashlib
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from reference_service.app import utc_now
from register.writer import RegisterWriter
from tests.builders import ChamberWorld, Issued
from tests.reference_site import ReferenceSite


@dataclass(frozen=True)
class LookupSite:
    """`issued` are published in the register of `site`, `unknown` are not."""

    site: ReferenceSite
    issued: Sequence[Issued]
    unknown: Sequence[Issued]

    @property
    def settings(self) -> dict[str, str]:
        """What a server on it is told."""
        return {"REFERENCE_DIRECTORY": str(self.site.directory)}

    def writer(self, url: str | None = None) -> RegisterWriter:
        """Open a register's writer."""
        return RegisterWriter.open(
            url or self.site.config.register_url, trust=lambda: self.site.world.trust, clock=self.site.clock
        )

    def publish(self, url: str | None = None) -> None:
        """Publish all of them, with their copies: a page without its copy is not kept."""
        writer = self.writer(url)
        for each in self.issued:
            writer.publish(each.entry)
            writer.publish_copy(each.sid, hashlib.sha256(each.sid).digest())
        writer.close()


def make_site(stack: ExitStack, certificates: int) -> LookupSite:
    """Make the installation; it goes with `stack`."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="originseal-bench-")))
    site = ReferenceSite(folder, world=ChamberWorld(now=utc_now().replace(microsecond=0)))
    stack.callback(site.close)
    issued = [site.world.issue(sequence) for sequence in range(1, 2 * certificates + 1)]
    made = LookupSite(site, issued[:certificates], issued[certificates:])
    made.publish()
    return made
