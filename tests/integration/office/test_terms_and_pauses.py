"""Terms of service and pauses, on SQLite and on PostgreSQL: posted, shown, ended, and out in the bulletin."""

import datetime as dt
from collections.abc import Iterator

import pytest

from issuance.bulletin.windows import AnnouncedWindows
from issuance.domain.actor import Actor
from issuance.domain.ids import FEDERATION
from issuance.domain.notices.notice import checked
from issuance.domain.notices.pauses import EndingText, PauseText
from issuance.domain.notices.terms import TermsText
from issuance.errors import RefusedError
from issuance.office import Office
from issuance.services.notices.bulletin import BulletinRoom
from issuance.storage.tables import accounts
from issuance.storage.tables.notices import bulletin_item, terms_shown
from signing.bulletin import Bulletin, ServicePart
from tests.office_mail import JOB, Clock, open_office
from tests.offices import Installation

OPERATOR = Actor.job("TYO", "operator")
FEDERATION_OPERATOR = Actor.job(FEDERATION, "operator")
USER = Actor("TYO", "TYO-U000001-2", "2" * 16)


@pytest.fixture
def clock(installation: Installation) -> Clock:
    made = Clock()
    installation.clock = made
    return made


@pytest.fixture
def office(installation: Installation, clock: Clock) -> Iterator[Office]:
    """Open an office with one id."""
    del clock
    with open_office(installation, None) as opened:
        with opened.units.act(JOB) as unit:
            unit.insert(
                accounts.account,
                id=USER.account,
                login=USER.name,
                kind="user",
                state="active",
                person=b"",
                created_at=unit.now,
            )
        yield opened


def terms(name: str, effective_on: dt.date) -> TermsText:
    return checked(TermsText, {"name": name, "ja": f"規約 {name}", "en": f"Terms {name}", "effective_on": effective_on})


def pause(clock: Clock, begins_in: float, hours: float, ground: str = "maintenance", **fields: object) -> PauseText:
    begins = clock.now + dt.timedelta(hours=begins_in)
    reason = {"ja": "保守作業のため", "en": "Upkeep of the system"}
    ends = begins + dt.timedelta(hours=hours)
    return checked(PauseText, {"begins": begins, "ends": ends, "ground": ground, "reason": reason, **fields})


def post_terms(office: Office, actor: Actor, text: TermsText) -> str:
    row = office.postings.terms.write(actor, text)
    office.postings.terms.post(actor, row, 1)
    return row


def test_t5_each_id_is_shown_each_version_once_and_it_is_recorded(office: Office, clock: Clock) -> None:
    """T5, article 5: the chamber's terms and the federation's, when each id was shown them; nothing is asked of it."""
    reader = office.postings.terms_reader
    assert reader.unseen(USER) == []
    own = post_terms(office, OPERATOR, terms("2026", dt.date(2026, 3, 25)))
    common = post_terms(office, FEDERATION_OPERATOR, terms("all", dt.date(2026, 4, 1)))
    unseen = reader.unseen(USER)
    assert {each.id for each in unseen} == {own, common}
    reader.note_shown(USER, unseen)
    reader.note_shown(USER, unseen)
    assert reader.unseen(USER) == []
    clock.forward(days=30)
    assert reader.unseen(USER) == [], "what was shown as coming is not shown again when it binds"
    with office.units.look(OPERATOR) as unit:
        shown = {(row["source"], row["terms"]): row["at"] for row in unit.rows(unit.select(terms_shown))}
    assert shown == dict.fromkeys([("TYO", own), (FEDERATION, common)], clock.now - dt.timedelta(days=30))


def test_t5_current_and_coming_terms_are_public_and_drafts_are_not(office: Office, clock: Clock) -> None:
    """T5: a change stands on the board as well; a version that binds is not taken back, a coming one can be."""
    postings = office.postings
    first = post_terms(office, OPERATOR, terms("2026", dt.date(2026, 3, 25)))
    with pytest.raises(RefusedError, match="14 days"):
        post_terms(office, OPERATOR, terms("hasty", dt.date(2026, 3, 20)))
    clock.forward(days=20)
    second = post_terms(office, OPERATOR, terms("2027", dt.date(2026, 5, 1)))
    (public,) = postings.terms_reader.public("TYO")
    assert public.current is not None
    assert (public.current.id, [each.id for each in public.coming]) == (first, [second])
    assert "Change of the terms of service (2027)" in [each.text.title.en for each in postings.board.notices("TYO")]
    with pytest.raises(RefusedError, match="in force"):
        postings.terms.withdraw(OPERATOR, first, 2)
    postings.terms.withdraw(OPERATOR, second, 2)
    with pytest.raises(RefusedError, match="no such version"):
        postings.terms_reader.version("TYO", second)


def test_t22_a_pause_closes_the_office_from_its_first_instant_to_its_last(office: Office, clock: Clock) -> None:
    """T22, article 22: announced ahead on every chamber's board, where the federation announces it for all."""
    postings = office.postings
    postings.pause_desk.announce(FEDERATION_OPERATOR, pause(clock, 1, 2))
    assert [each.text.title.en for each in postings.board.notices("TYO")] == ["The system pauses on 10 March"]
    assert postings.pauses.now("TYO", clock.now) is None
    clock.forward(hours=1)
    under_way = postings.pauses.now("TYO", clock.now)
    assert under_way is not None
    clock.forward(hours=2)
    assert postings.pauses.now("TYO", clock.now) is None


def test_t22_a_chambers_own_pause_closes_no_other_and_is_ended_by_a_person(office: Office, clock: Clock) -> None:
    postings = office.postings
    row = postings.pause_desk.announce(OPERATOR, pause(clock, -0.5, 4, "fault"))
    assert postings.pauses.now("TYO", clock.now) is not None
    assert postings.pauses.now(FEDERATION, clock.now) is None
    with pytest.raises(RefusedError, match="has begun"):
        postings.pause_desk.call_off(OPERATOR, row, 1)
    postings.pause_desk.end(OPERATOR, row, 1)
    assert postings.pauses.now("TYO", clock.now) is None
    assert postings.board.notices("TYO") == []


def test_t23_the_end_of_the_system_stands_on_every_board(office: Office) -> None:
    """T23 and T24: with the alternatives that it names."""
    values = {
        "ends_on": dt.date(2027, 3, 10),
        "what": {"ja": "本システム", "en": "The system"},
        "alternatives": {"ja": "窓口", "en": "Apply at the counter"},
    }
    office.postings.pause_desk.announce_end(FEDERATION_OPERATOR, checked(EndingText, values))
    (notice,) = office.postings.board.notices("TYO")
    assert notice.text.body.en == "The system ends on 10 March 2027.\n\nWhat to use instead: Apply at the counter"


def test_t22_the_public_pages_are_told_by_the_bulletin(office: Office, clock: Clock) -> None:
    """T22: what the federation announces is published, and taken back, by the job that follows."""
    row = office.postings.pause_desk.announce(FEDERATION_OPERATOR, pause(clock, 1, 2, stops=["reference", "office"]))
    assert _published(office) is None
    bulletin = office.postings.bulletin.publish()
    assert bulletin is not None
    assert [window.text["en"] for window in bulletin.windows] == ["Upkeep of the system"]
    assert office.postings.bulletin.publish() is None, "it is published once"
    office.postings.pause_desk.call_off(FEDERATION_OPERATOR, row, 1)
    bulletin = office.postings.bulletin.publish()
    assert bulletin is not None
    assert bulletin.windows == ()


def announced(
    office: Office, clock: Clock, begins_in: float, hours: float, stops: ServicePart = ServicePart.OFFICE
) -> str:
    """Announce a window as an operator does on the command line; return its id."""
    begins = clock.now + dt.timedelta(hours=begins_in)
    ends = begins + dt.timedelta(hours=hours)
    window, _late = office.bulletin_notes.add_window(
        {"en": "New disks"}, [stops], begins, ends, emergency=begins_in < 0
    )
    return window.id


def test_t22_a_window_of_the_bulletin_closes_the_office_without_anybody_switching(office: Office, clock: Clock) -> None:
    """T22: announced on the command line, for all chambers; what is noted and not published closes nothing."""
    pauses = office.postings.pauses
    window = announced(office, clock, 1, 2)
    assert pauses.ahead("TYO", clock.now) == []
    office.bulletin_desk.publish()
    (ahead,) = pauses.ahead("TYO", clock.now)
    assert (ahead.reason.text("ja"), ahead.on_the_board) == ("New disks", False)
    assert pauses.now("TYO", clock.now) is None
    clock.forward(hours=1)
    assert pauses.now("TYO", clock.now) == pauses.now(FEDERATION, clock.now) == ahead
    clock.forward(hours=2)
    assert pauses.now("TYO", clock.now) is None, "it ends by itself"
    announced(office, clock, -1, 3)
    office.bulletin_desk.publish()
    assert pauses.now("TYO", clock.now) is not None
    for each in office.bulletin_desk.draft().windows:
        office.bulletin_notes.withdraw_window(each.id)
    office.bulletin_desk.publish()
    assert pauses.now("TYO", clock.now) is None, "taken back, it is over"
    assert window


def test_t22_a_pause_of_the_look_up_alone_closes_no_page_of_the_office(office: Office, clock: Clock) -> None:
    announced(office, clock, 0, 2, ServicePart.REFERENCE)
    office.bulletin_desk.publish()
    office.postings.pause_desk.announce(FEDERATION_OPERATOR, pause(clock, 0, 2, stops=["reference"]))
    clock.forward(minutes=1)
    assert len(office.postings.pauses.ahead("TYO", clock.now)) == 2
    assert office.postings.pauses.now("TYO", clock.now) is None


def test_t22_a_pause_that_was_ended_is_over_before_the_bulletin_says_so(office: Office, clock: Clock) -> None:
    row = office.postings.pause_desk.announce(FEDERATION_OPERATOR, pause(clock, 0, 2))
    bulletin = office.postings.bulletin.publish()
    assert bulletin is not None
    (ahead,) = office.postings.pauses.ahead("TYO", clock.now)
    assert ahead.on_the_board, "the window of the bulletin is the same pause"
    office.postings.pause_desk.end(FEDERATION_OPERATOR, row, 1)
    assert office.postings.pauses.now("TYO", clock.now) is None


def test_a_bulletin_that_cannot_be_read_or_has_expired_closes_no_office(
    office: Office, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    pauses = office.postings.pauses
    announced(office, clock, 0, 24 * 13)
    published = office.bulletin_desk.publish()
    assert pauses.now("TYO", clock.now) is not None
    clock.now = published.valid_until
    assert pauses.now("TYO", clock.now) is None
    for target in office.trust_office.repository.targets.rglob("*bulletin.json"):
        target.write_bytes(b"{}")
    fresh = open_windows(office)
    assert fresh.at(published.issued_at) == ()
    assert "cannot be read" in caplog.text


def open_windows(office: Office) -> AnnouncedWindows:
    """Return the windows as a process sees them that has just begun."""
    return AnnouncedWindows(lambda: office.bulletin_desk)


@pytest.mark.parametrize("dies_after", ["noting", "publishing"])
def test_a_process_that_dies_between_posting_and_bulletin_publishes_once(
    installation: Installation, office: Office, clock: Clock, dies_after: str
) -> None:
    office.postings.pause_desk.announce(FEDERATION_OPERATOR, pause(clock, 1, 2))
    desk = office.bulletin_desk
    dying = BulletinRoom(office.units, office.tenants, lambda: office.bulletin_notes, lambda: _Dying(desk, dies_after))
    with pytest.raises(KeyboardInterrupt):
        dying.publish()
    with open_office(installation, None) as again:
        again.postings.bulletin.publish()
        published = _published(again)
        assert published is not None
        assert len(published.windows) == 1
        with again.units.look(FEDERATION_OPERATOR) as unit:
            assert [row["due"] for row in unit.rows(unit.select(bulletin_item))] == [0]


def _published(office: Office) -> Bulletin | None:
    return office.bulletin_desk.published()


class _Dying:
    """A desk whose process ends before, or right after, it has published."""

    def __init__(self, desk: object, after: str) -> None:
        self._desk, self._after = desk, after

    def draft(self) -> object:
        return self._desk.draft()

    def publish(self) -> None:
        if self._after == "publishing":
            self._desk.publish()
        raise KeyboardInterrupt
