"""Words for the people who sign: what a new root or new targets would change."""

from tuf.api.metadata import Root, Targets


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
        lines.append(f"  {word} {path}  {target.length} bytes  sha256 {target.hashes.get('sha256', '-')}")
    lines += [f"  REMOVES {path}" for path in sorted(before) if path not in proposed.targets]
    if current and proposed.delegations != current.delegations:
        lines.append("CHANGES who may sign revocations (the delegation `status`):")
    for name, role in sorted((proposed.delegations.roles or {}).items() if proposed.delegations else ()):
        lines.append(f"  {name} signs {', '.join(role.paths or [])}: {role.threshold} of keys {', '.join(role.keyids)}")
    return "\n".join(lines) + "\n"
