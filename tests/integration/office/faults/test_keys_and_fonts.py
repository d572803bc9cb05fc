"""Keys and fonts that are away when an application is to be issued: it waits or stops with the sentence that helps."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from issuance.domain.application.states import State
from issuance.errors import KeyStoreError
from issuance.files import write_durably
from issuance.office import Office
from issuance.paper import PaperError, Press, check_printable
from issuance.paper.fonts import FONT_DIRECTORIES
from issuance.services.certificates import print_room
from issuance.services.delivery.job import What
from tests.offices import PASSPHRASE, Installation, draft
from tests.paid import CHAMBER, Trade


def opened(installation: Installation) -> Office:
    """Open the office as a new process does, which reads its keys anew."""
    installation.keys = None
    return installation.open(real_paper=True)


def stops_and_goes_on(
    installation: Installation, away: Callable[[], object], back: Callable[[], object], sentence: str
) -> None:
    """Take something away before an issue and bring it back after that; see what the officer reads and does."""
    with opened(installation) as office:
        trade = Trade.make(office)
        key = trade.apply(draft())
    away()
    with opened(installation) as office:
        outcome = office.delivery.job.issue(CHAMBER, key)
        stopped = replace(trade, office=office).application(key)
        assert (outcome.what, stopped.state) == (What.STOPPED, State.ISSUE_STOPPED)
        assert stopped.stopped_because == outcome.reason
        assert sentence in outcome.reason
        assert stopped.certificate is None
    back()
    with opened(installation) as office:
        office.delivery.stops.try_again(trade.officers[0], key, stopped.version)
        assert [each.what for each in office.delivery.job.round(CHAMBER)] == [What.DELIVERED]
    assert installation.numbers() == [1]


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [("chambers/TYO/*.pem", "restore it from its backup"), ("pdf/TYO/2026.pem", "cannot be read in")],
    ids=["seals", "PDF signatures"],
)
def test_a_key_that_is_away_stops_the_issue_until_it_is_back(
    sqlite_installation: Installation, tmp_path: Path, pattern: str, sentence: str
) -> None:
    (path,) = sqlite_installation.config.keys.glob(pattern)
    safe = tmp_path / path.name

    stops_and_goes_on(sqlite_installation, lambda: shutil.move(path, safe), lambda: shutil.move(safe, path), sentence)


def test_a_key_of_another_passphrase_stops_the_issue(sqlite_installation: Installation) -> None:
    (path,) = sqlite_installation.config.keys.glob("chambers/TYO/*.pem")
    good = path.read_bytes()

    stops_and_goes_on(
        sqlite_installation,
        lambda: write_durably(path, good[: len(good) // 2]),
        lambda: write_durably(path, good),
        "of chamber TYO",
    )


def test_a_wrong_passphrase_opens_nothing_and_issues_nothing(sqlite_installation: Installation) -> None:
    config = sqlite_installation.config
    with opened(sqlite_installation) as office:
        trade = Trade.make(office)
        key = trade.apply(draft())
    write_durably(config.passphrase_file, b"another passphrase")
    with opened(sqlite_installation) as office, pytest.raises(KeyStoreError, match="passphrase"):
        office.delivery.job.issue(CHAMBER, key)

    write_durably(config.passphrase_file, PASSPHRASE)
    with opened(sqlite_installation) as office:
        assert [each.what for each in office.delivery.job.round(CHAMBER)] == [What.DELIVERED]
    assert sqlite_installation.numbers() == [1]


def test_a_font_that_is_missing_stops_the_issue_and_is_named(sqlite_installation: Installation, tmp_path: Path) -> None:
    """Which package to install stands in the sentence."""
    some = tmp_path / "fonts"
    some.mkdir()
    for file in FONT_DIRECTORIES[0].glob("NotoSans-*"):
        (some / file.name).symlink_to(file)
    with pytest.raises(PaperError, match="fonts-noto"):
        Press((some,))

    with pytest.MonkeyPatch.context() as patch:

        def without_font() -> None:
            patch.setattr(print_room, "check_printable", partial(check_printable, directories=(some,)))
            patch.setattr(print_room, "render", lambda *_args, **_named: Press((some,)))

        stops_and_goes_on(sqlite_installation, without_font, patch.undo, "fonts-noto")
