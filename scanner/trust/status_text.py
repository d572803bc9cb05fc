"""What `scanner trust status` says about stored trust."""

from datetime import datetime

from scanner.ages import age_text
from scanner.language import _
from scanner.trust.contents import status_of, trust_of
from scanner.trust.store import StoredTrust
from signing.trust import KeyState, TrustedChamber, TrustList


def describe(stored: StoredTrust) -> str:
    """Return a few lines for a person: how fresh, how long good, whom it names. Times are UTC.

    Raises MalformedMetadataError where the files are of a format that this scanner does not know.
    """
    trust_list = trust_of(stored).trust_list
    expires = stored.metadata.expires
    lines = [
        _(
            "Root           version %(version)s, expires %(time)s",
            version=stored.metadata.root_version,
            time=_instant(expires["root"]),
        ),
        _(
            "Last refresh   %(time)s (%(age)s)",
            time=_instant(stored.last_refresh),
            age=age_text(stored.now - stored.last_refresh),
        ),
        _("Fresh until    %(time)s", time=_instant(expires["timestamp"])),
        _(
            "Trust list     version %(version)s, expires %(time)s",
            version=trust_list.version,
            time=_instant(expires["targets"]),
        ),
        _revocations(stored),
        _("Checks codes   of %(site)s", site=trust_list.ref_base),
    ]
    for chamber in trust_list.chambers:
        lines += ["", f"{chamber.code}  {chamber.name}", *_keys(trust_list, chamber)]
    if not trust_list.chambers:
        lines += ["", _("No chambers are listed yet.")]
    return "\n".join(lines) + "\n"


def _revocations(stored: StoredTrust) -> str:
    status = status_of(stored)
    if status is None:
        return _("Revocations    none published yet")
    return _(
        "Revocations    %(count)s, as of %(time)s (%(age)s)",
        count=len(status),
        time=_instant(status.as_of),
        age=age_text(stored.now - status.as_of),
    )


def _keys(trust_list: TrustList, chamber: TrustedChamber) -> list[str]:
    keys = [key for key in trust_list.keys if key.chamber == chamber.code]
    return [
        f"     {key.key_id.hex()}  {key.not_before} to {key.not_after}  "
        f"{key.state.upper() if key.state is KeyState.COMPROMISED else key.state}"
        for key in sorted(keys, key=lambda key: key.not_before)
    ]


def _instant(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"
