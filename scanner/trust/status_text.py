"""What `scanner trust status` says about stored trust."""

from datetime import datetime, timedelta

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
        f"Root           version {stored.metadata.root_version}, expires {_instant(expires['root'])}",
        f"Last refresh   {_instant(stored.last_refresh)} ({_age(stored.now - stored.last_refresh)})",
        f"Fresh until    {_instant(expires['timestamp'])}",
        f"Trust list     version {trust_list.version}, expires {_instant(expires['targets'])}",
        _revocations(stored),
        f"Checks codes   of {trust_list.ref_base}",
    ]
    for chamber in trust_list.chambers:
        lines += ["", f"{chamber.code}  {chamber.name}", *_keys(trust_list, chamber)]
    if not trust_list.chambers:
        lines += ["", "No chambers are listed yet."]
    return "\n".join(lines) + "\n"


def _revocations(stored: StoredTrust) -> str:
    status = status_of(stored)
    if status is None:
        return "Revocations    none published yet"
    return f"Revocations    {len(status)}, as of {_instant(status.as_of)} ({_age(stored.now - status.as_of)})"


def _keys(trust_list: TrustList, chamber: TrustedChamber) -> list[str]:
    keys = [key for key in trust_list.keys if key.chamber == chamber.code]
    return [
        f"     {key.key_id.hex()}  {key.not_before} to {key.not_after}  "
        f"{key.state.upper() if key.state is KeyState.COMPROMISED else key.state}"
        for key in sorted(keys, key=lambda key: key.not_before)
    ]


def _instant(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"


def _age(age: timedelta) -> str:
    """Return an age in the one unit that a person would use."""
    minutes = max(int(age.total_seconds() // 60), 0)
    if minutes < 1:
        return "just now"
    for unit, length in (("day", 24 * 60), ("hour", 60), ("minute", 1)):
        if minutes >= length:
            number = minutes // length
            return f"{number} {unit}{'' if number == 1 else 's'} ago"
    raise AssertionError("every age of a minute or more has a unit")
