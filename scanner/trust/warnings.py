"""What a person should know about trust that could be loaded all the same."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scanner.language import _
from scanner.trust.chain import STATUS_TARGET, VerifiedMetadata
from scanner.trust.limits import TrustLimits


class WarningCode(StrEnum):
    """Kinds of warnings, for programs."""

    CLOCK_SET_BACK = "clock-set-back"
    CLOCK_NOT_REMEMBERED = "clock-not-remembered"
    OUTDATED = "outdated"
    ROOT_EXPIRED = "root-expired"
    NO_STATUS = "no-status"


@dataclass(frozen=True)
class TrustWarning:
    """A warning for programs (`code`) and for people (`sentence`)."""

    code: WarningCode
    sentence: str


def warnings_about(
    metadata: VerifiedMetadata, clock: datetime, highest: datetime, limits: TrustLimits
) -> tuple[TrustWarning, ...]:
    """Return what is to be said about `metadata` when the clock shows `clock` and `highest` was seen before."""
    found: list[TrustWarning] = []
    now = max(clock, highest)
    if clock < highest - limits.clock_tolerance:
        text = _(
            "The clock shows %(clock)s UTC, but it has been %(highest)s UTC before; ages are counted from the later "
            "time. Set the clock."
        )
        sentence = text % {"clock": f"{clock:%Y-%m-%d %H:%M}", "highest": f"{highest:%Y-%m-%d %H:%M}"}
        found.append(TrustWarning(WarningCode.CLOCK_SET_BACK, sentence))
    if metadata.expires["root"] < now:
        text = _("The root expired on %(day)s; run `scanner trust update`.")
        sentence = text % {"day": f"{metadata.expires['root']:%Y-%m-%d}"}
        found.append(TrustWarning(WarningCode.ROOT_EXPIRED, sentence))
    elif metadata.expires["timestamp"] < now:
        text = _(
            "The trust files were good until %(time)s UTC: newer revocations are not known here. Run `scanner trust "
            "update`."
        )
        sentence = text % {"time": f"{metadata.expires['timestamp']:%Y-%m-%d %H:%M}"}
        found.append(TrustWarning(WarningCode.OUTDATED, sentence))
    if STATUS_TARGET not in metadata.targets:
        sentence = _("The office has published no revocations yet: whether a certificate was revoked cannot be told.")
        found.append(TrustWarning(WarningCode.NO_STATUS, sentence))
    return tuple(found)
