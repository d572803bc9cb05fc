"""The scanner's trust folder: pin a root, update from a source, load what was verified.

    root.json     the pinned root: the only file that is trusted because it is there
    state.json    names the copy in use (see `state`); clock.json: the highest time ever seen
    copies/NAME/metadata, targets     one complete, verified copy of the trust files
    roots/        newer roots that were verified while the rest of an update failed

An update works on a copy of its own and is put in force by the one atomic write of `state.json`: a kill at any moment,
or an attack, leaves the last good copy in use.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from scanner.language import _
from scanner.trust.chain import (
    STATUS_TARGET,
    SURVIVORS_PREFIX,
    TRUST_LIST_TARGET,
    VerifiedMetadata,
    read_target,
    root_version,
    verify_metadata,
)
from scanner.trust.copies import Copies
from scanner.trust.download import download_into
from scanner.trust.errors import (
    ClockSetBackError,
    NotPinnedError,
    NotRefreshedError,
    StoredTrustAlteredError,
    TrustError,
)
from scanner.trust.files import locked, sync_tree, write_atomically
from scanner.trust.limits import TrustLimits
from scanner.trust.source import TrustSource
from scanner.trust.state import State, read_highest_time, read_state, write_highest_time, write_state
from scanner.trust.warnings import TrustWarning, WarningCode, warnings_about

_CLOCK_STEP = timedelta(minutes=1)
"""Time must have moved by this much before it is written down again."""


@dataclass(frozen=True)
class StoredTrust:
    """What the scanner may believe, verified just now from the pinned root; the targets are verbatim bytes."""

    trust_list: bytes
    status: bytes | None
    survivors: Mapping[str, bytes]
    """By the hexadecimal key id that the target's name carries."""
    last_refresh: datetime
    """When a source last proved to be up to date (UTC)."""
    now: datetime
    """The time from which ages are to be counted: never earlier than the highest time ever seen (UTC)."""
    metadata: VerifiedMetadata
    warnings: tuple[TrustWarning, ...]
    server_date: datetime | None = field(default=None, compare=False)
    """What the source's clock showed in this update (UTC). Nobody signed it: it is good for a hint alone."""


class TrustStore:
    """A trust folder. Instants are passed in, in UTC; every error is a `TrustError`."""

    def __init__(self, directory: Path, limits: TrustLimits | None = None) -> None:
        self.directory = directory
        self.limits = limits or TrustLimits()
        self._root_file = directory / "root.json"
        self._state_file = directory / "state.json"
        self._clock_file = directory / "clock.json"
        self._copies = Copies(directory, self.limits)

    # Pinning

    @property
    def is_pinned(self) -> bool:
        """Whether trust has a beginning here."""
        return self._root_file.exists()

    def pin(self, root: bytes, now: datetime, *, force: bool = False) -> int:
        """Make `root` the beginning of all trust, forgetting everything else; return its version.

        Raises TrustError where `root` is no root metadata signed by its own keys, or where a root is pinned and
        `force` is not set: whoever can exchange the root decides what is genuine.
        """
        if len(root) > self.limits.root_size:
            raise TrustError(
                _(
                    "The root file has %(got)s bytes, expected at most %(limit)s.",
                    got=len(root),
                    limit=self.limits.root_size,
                )
            )
        version = root_version(root)
        with self._locked():
            if self._root_file.exists() and not force:
                raise TrustError(
                    _(
                        "%(file)s is pinned already; add --force to replace it and forget all stored trust.",
                        file=self._root_file,
                    )
                )
            # The state goes first: a kill in between leaves "nothing fetched yet", never a copy of another root.
            self._state_file.unlink(missing_ok=True)
            write_atomically(self._root_file, root)
            write_highest_time(self._clock_file, now)
            self._copies.clear()
        return version

    # Updating

    def update(self, now: datetime, source: TrustSource, *, accept_clock: bool = False) -> StoredTrust:
        """Fetch and verify the present state of `source`, put it in force, and return it.

        On any error the last good state stays in force. With `accept_clock` a clock that was set back is believed,
        after a time in which it was wrong. Raises subclasses of TrustError, one for each kind of attack.
        """
        pinned = self._pinned_root()
        with self._locked():
            highest = now if accept_clock else self._check_clock(now)
            previous = self._usable_state()
            self._copies.remove(keep=previous.copy if previous else None)
            name = f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
            copy = self._copies.prepare(name, pinned, previous)
            try:
                downloaded = download_into(copy, pinned, now, source, self.limits)
            except TrustError:
                self._copies.keep_verified_roots(copy)
                raise
            stored = self._read_copy(copy, downloaded.metadata, State(name, now), clock=now, highest=highest)
            stored = replace(stored, server_date=downloaded.server_date)
            sync_tree(copy)
            write_state(self._state_file, State(name, now))
            write_highest_time(self._clock_file, highest)
            return stored

    def _check_clock(self, now: datetime) -> datetime:
        """Return the highest time ever seen, which may be `now`; ClockSetBackError where `now` is long before it."""
        highest = max(read_highest_time(self._clock_file) or now, now)
        if now < highest - self.limits.clock_tolerance:
            raise ClockSetBackError(
                _(
                    "The clock shows %(clock)s UTC, but it has been %(highest)s UTC before: with a clock set "
                    "back, old trust files would pass as fresh. Set the clock; if it was wrong before and is "
                    "right now, run `scanner trust update --accept-clock`.",
                    clock=f"{now:%Y-%m-%d %H:%M}",
                    highest=f"{highest:%Y-%m-%d %H:%M}",
                )
            )
        return highest

    def _usable_state(self) -> State | None:
        """Return the state, or None where it is damaged: an update mends what `load` must refuse."""
        try:
            return read_state(self._state_file)
        except StoredTrustAlteredError:
            return None

    # Loading

    def load(self, now: datetime) -> StoredTrust:
        """Return the last good state, verified again from the pinned root at the time of its refresh. No network.

        A clock set back or a state grown old is no error here: `warnings` say so, and `now` of the result is the
        time to count ages from. Raises NotPinnedError, NotRefreshedError or StoredTrustAlteredError.
        """
        pinned = self._pinned_root()
        while True:
            state = read_state(self._state_file)
            if state is None:
                raise NotRefreshedError(
                    _(
                        "%(folder)s holds a pinned root but no trust files yet; run `scanner trust update`.",
                        folder=self.directory,
                    )
                )
            try:
                return self._load_copy(state, pinned, now)
            except StoredTrustAlteredError:
                # Another program may have put a newer copy in force and removed this one while it was read: no
                # lock is held here, for a reader may have no right to write. A state that stays is really damaged.
                if read_state(self._state_file) == state:
                    raise

    def _load_copy(self, state: State, pinned: bytes, now: datetime) -> StoredTrust:
        copy = self._copies.folder / state.copy
        highest = max(read_highest_time(self._clock_file) or state.last_refresh, state.last_refresh)
        metadata = verify_metadata(copy / "metadata", pinned, state.last_refresh, self.limits)
        return self._read_copy(copy, metadata, state, clock=now, highest=highest)

    def _read_copy(
        self, copy: Path, metadata: VerifiedMetadata, state: State, *, clock: datetime, highest: datetime
    ) -> StoredTrust:
        contents = {path: read_target(copy / "targets", target) for path, target in metadata.targets.items()}
        warnings = warnings_about(metadata, clock, highest, self.limits) + self._remember_time(clock, highest)
        return StoredTrust(
            trust_list=contents[TRUST_LIST_TARGET],
            status=contents.get(STATUS_TARGET),
            survivors={
                path.removeprefix(SURVIVORS_PREFIX): data
                for path, data in contents.items()
                if path.startswith(SURVIVORS_PREFIX)
            },
            last_refresh=state.last_refresh,
            now=max(clock, highest),
            metadata=metadata,
            warnings=warnings,
        )

    def _remember_time(self, clock: datetime, highest: datetime) -> tuple[TrustWarning, ...]:
        """Write the time down where it has moved on; a folder that only an administrator writes gets a warning."""
        if clock < highest + _CLOCK_STEP:
            return ()
        try:
            write_highest_time(self._clock_file, clock)
        except OSError as error:
            sentence = _(
                "The time cannot be remembered in %(folder)s (%(why)s): a clock set back later stays unseen.",
                folder=self.directory,
                why=error.strerror,
            )
            return (TrustWarning(WarningCode.CLOCK_NOT_REMEMBERED, sentence),)
        return ()

    def _pinned_root(self) -> bytes:
        try:
            return self._root_file.read_bytes()
        except FileNotFoundError as error:
            raise NotPinnedError(
                _(
                    "%(folder)s holds no pinned root; get the chamber's root file in a way that you trust, "
                    "compare its fingerprint, and run `scanner trust init ROOT.json`.",
                    folder=self.directory,
                )
            ) from error
        except OSError as error:
            raise NotPinnedError(
                _(
                    "%(file)s cannot be read (%(why)s); name the trust folder with --trust.",
                    file=self._root_file,
                    why=error.strerror,
                )
            ) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Keep a second update out, and tell plainly where the folder cannot be written."""
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            with locked(self.directory / ".lock"):
                yield
        except OSError as error:
            raise TrustError(
                _(
                    "Cannot write the trust folder %(folder)s (%(error)s); make room or choose another with --trust.",
                    folder=self.directory,
                    error=error,
                )
            ) from error
