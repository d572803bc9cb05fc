"""Words for the people who sign: what a new root or new targets would change."""

import json
from collections.abc import Iterator, Mapping

from tuf.api.metadata import Root, Targets

from issuance.trust.repository import SURVIVORS_PREFIX, TRUST_LIST_TARGET
from signing.errors import SigningError
from signing.trust import TrustedKey, TrustList, parse_survivors, parse_trust_list


def describe_root(current: Root, proposed: Root) -> str:
    """Return the changes from `current` to `proposed`, one per line, as plain text."""
    lines = [
        f"New ROOT, version {proposed.version} (in force: {current.version}).",
        f"Valid until {proposed.expires:%Y-%m-%d %H:%M} UTC (was {current.expires:%Y-%m-%d %H:%M} UTC).",
    ]
    for name, role in sorted(proposed.roles.items()):
        before = current.roles[name]
        lines.append(f"{name}: {role.threshold} of {len(role.keyids)} keys.")
        if role.threshold != before.threshold:
            lines.append(f"  CHANGES: was {before.threshold} of {len(before.keyids)}.")
        lines += [f"  ADDS key    {keyid}" for keyid in role.keyids if keyid not in before.keyids]
        lines += [f"  REMOVES key {keyid}" for keyid in before.keyids if keyid not in role.keyids]
    if proposed.consistent_snapshot != current.consistent_snapshot:
        lines.append("CHANGES the naming of files (consistent snapshots): scanners would not find them.")
    return "\n".join(lines) + "\n"


def describe_targets(current: Targets | None, proposed: Targets) -> str:
    """Return the changes from `current` to `proposed`, one per line, as plain text."""
    before = current.targets if current else {}
    lines = [
        f"New TARGETS, version {proposed.version} (in force: {current.version if current else 'none'}).",
        f"Valid until {proposed.expires:%Y-%m-%d %H:%M} UTC.",
    ]
    for path, target in sorted(proposed.targets.items()):
        known = before.get(path)
        word = "stays  " if known == target else "CHANGES" if known else "ADDS   "
        lines.append(f"  {word} {_plain(path)}  {target.length} bytes  sha256 {target.hashes.get('sha256', '-')}")
    lines += [f"  REMOVES {_plain(path)}" for path in sorted(before) if path not in proposed.targets]
    if current and proposed.delegations != current.delegations:
        lines.append("CHANGES who may sign revocations (the delegation `status`):")
    for name, role in sorted((proposed.delegations.roles or {}).items() if proposed.delegations else ()):
        paths = ", ".join(role.paths or [])
        lines.append(
            f"  {_plain(name)} signs {_plain(paths)}: {role.threshold} of keys {_plain(', '.join(role.keyids))}"
        )
    return "\n".join(lines) + "\n"


def describe_contents(current: Mapping[str, bytes], proposed: Mapping[str, bytes]) -> str:
    """Return what changes inside the trust list and the lists of survivors (target path to bytes)."""
    lines: list[str] = []
    for path, data in sorted(proposed.items()):
        if path == TRUST_LIST_TARGET:
            lines += _trust_list_lines(current.get(path), data)
        elif path.startswith(SURVIVORS_PREFIX):
            lines.append(_survivors_line(path, data))
    return "".join(f"{line}\n" for line in lines)


def _trust_list_lines(current: bytes | None, proposed: bytes) -> Iterator[str]:
    try:
        new = parse_trust_list(proposed)
    except SigningError as error:
        yield f"The new trust list CANNOT BE READ by scanners: {error}"
        return
    try:
        old = parse_trust_list(current) if current is not None else None
    except SigningError:
        old = None
    yield f"Trust list, version {new.version} (in force: {old.version if old else 'none'}), for {new.ref_base}:"
    if old is not None and old.ref_base != new.ref_base:
        yield f"  CHANGES the reference site, was {old.ref_base}: no old seal would be read any more."
    yield from _chamber_lines(old, new)
    yield from _key_lines(old, new)


def _chamber_lines(old: TrustList | None, new: TrustList) -> Iterator[str]:
    before = {chamber.code: chamber for chamber in old.chambers} if old else {}
    after = {chamber.code: chamber for chamber in new.chambers}
    for code, chamber in sorted(after.items()):
        if code not in before:
            yield f"  ADDS    chamber {code}, {_plain(chamber.name)}"
        elif before[code] != chamber:
            fields = type(chamber).model_fields
            changed = [name for name in fields if getattr(before[code], name) != getattr(chamber, name)]
            yield f"  CHANGES chamber {code}, {_plain(chamber.name)}: {', '.join(changed)}"
    yield from (f"  REMOVES chamber {code}" for code in sorted(before) if code not in after)


def _key_lines(old: TrustList | None, new: TrustList) -> Iterator[str]:
    before = {key.public_key: key for key in old.keys} if old else {}
    after = {key.public_key: key for key in new.keys}
    for public_key, key in after.items():
        if public_key not in before:
            yield f"  ADDS    key {_key_words(key)}"
        elif before[public_key] != key:
            yield f"  CHANGES key {_key_words(key)}; was {_key_words(before[public_key])}"
    yield from (f"  REMOVES key {_key_words(key)}" for public_key, key in before.items() if public_key not in after)


def _key_words(key: TrustedKey) -> str:
    whose = key.chamber or f"the reference service ({key.role})"
    kinds = ", ".join(kind.slug for kind in key.kinds)
    return (
        f"{key.key_id.hex()} of {whose}, {key.not_before} to {key.not_after}, {key.state}{', ' if kinds else ''}{kinds}"
    )


def _survivors_line(path: str, data: bytes) -> str:
    try:
        return f"{_plain(path)}: {len(parse_survivors(data))} seals of this compromised key stay good."
    except SigningError as error:
        return f"{_plain(path)} CANNOT BE READ by scanners: {error}"


def _plain(text: str) -> str:
    """Return text from a file on one line, so that no line break in it can forge a line of the summary."""
    return json.dumps(text)[1:-1] if not text.isprintable() else text
