"""Notices, on SQLite and on PostgreSQL: what stands on whose board, and who is sent what (terms, articles 6 and 24)."""

import datetime as dt
from collections.abc import Iterator

import pytest

from issuance.desks.postings import Postings
from issuance.domain.actor import Actor
from issuance.domain.ids import FEDERATION, IdKind
from issuance.domain.messages import Channel, Delivery
from issuance.domain.notices.notice import Audience, Importance, NoticeState, NoticeText, checked
from issuance.domain.texts import Bilingual
from issuance.errors import ConflictError, RefusedError
from issuance.office import Office
from issuance.services.chamber.announcements import announce
from issuance.services.notices.spreading import Spreader, deliveries
from issuance.storage.tables import parties
from issuance.storage.tables.messages import message
from issuance.storage.unit import Unit
from tests.office_mail import JOB, Clock, open_office
from tests.offices import Installation
from tests.servers.smtp import MailServer

TODAY = dt.date(2026, 3, 10)
OPERATOR = Actor.job("TYO", "operator")
FEDERATION_OPERATOR = Actor.job(FEDERATION, "operator")


def a_text(**fields: object) -> NoticeText:
    values = {
        "title": {"ja": "年末年始の休業", "en": "Closed at year-end"},
        "body": {"ja": "休業します。", "en": "We are closed."},
        "first_day": TODAY,
        **fields,
    }
    return checked(NoticeText, values)


class AContact:
    """Where an organisation of these tests is reached."""

    def __init__(self, name: str) -> None:
        self.mail = f"{name}@example.co.jp" if name != "silent" else None
        self.fax = "+81312345678" if name == "agent" else None
        self.language = "en" if name == "agent" else "ja"


def add_organisation(unit: Unit, name: str, capacities: str, state: str = "active") -> None:
    unit.insert(
        parties.organisation,
        id=name,
        form="corporation",
        names=unit.seal(parties.organisation.c.names, name, {"ja": name, "kana": "", "en": name}),
        created_at=unit.now,
    )
    unit.insert(
        parties.registration, organisation=name, capacities=capacities, state=state, state_since=unit.now, version=1
    )


@pytest.fixture
def office(installation: Installation) -> Iterator[Office]:
    """Open an office with an applicant, an agent, one without an address, one that is not approved yet."""
    installation.clock = Clock()
    with open_office(installation, None) as opened:
        with opened.units.act(JOB) as unit:
            add_organisation(unit, "applicant", "applicant")
            add_organisation(unit, "agent", "agent")
            add_organisation(unit, "silent", "agent,applicant")
            add_organisation(unit, "new", "applicant", "submitted")
        yield opened


@pytest.fixture
def postings(office: Office) -> Postings:
    return office.postings


def spread(office: Office) -> int:
    spreader = Spreader(
        office.units,
        office.tenants,
        lambda _, name: AContact(name),
        lambda chamber: f"https://office/{chamber}/notices",
    )
    return spreader.spread()


def post(postings: Postings, actor: Actor, text: NoticeText) -> str:
    notice = postings.notices.write(actor, text)
    postings.notices.post(actor, notice, 1)
    return notice


def titles(postings: Postings, *organisations: str | None) -> list[str]:
    return [each.text.title.en for each in postings.board.notices("TYO", *organisations)]


def test_t6_a_notice_takes_effect_at_its_posting(office: Office, postings: Postings) -> None:
    """T6, article 6: nobody sees a draft; from posting on it stands on the board, with the instant on record."""
    notice = postings.notices.write(OPERATOR, a_text())
    assert titles(postings) == []
    postings.notices.post(OPERATOR, notice, 1)
    assert titles(postings) == ["Closed at year-end"]
    assert postings.notices.get(OPERATOR, notice).posted_at == office.clock()
    with pytest.raises(RefusedError, match="stays as it is"):
        postings.notices.rewrite(OPERATOR, notice, 2, a_text())
    postings.notices.withdraw(OPERATOR, notice, 2)
    assert titles(postings) == []
    assert postings.notices.get(OPERATOR, notice).state is NoticeState.WITHDRAWN


def test_t6_each_delivery_is_recorded(office: Office, postings: Postings, installation: Installation) -> None:
    """T6, article 6: mail and fax to whom it concerns, each with what became of it; whom nothing reaches is counted."""
    channels = frozenset({Channel.MAIL, Channel.FAX})
    notice = post(postings, OPERATOR, a_text(channels=channels))
    assert spread(office) == 3, "a mail for two of them and a fax for one; the registration not yet approved gets none"
    assert spread(office) == 0, "nobody is sent a notice twice"
    with MailServer(replies={"RCPT": ["550 no such user"]}) as server, open_office(installation, server.url) as sending:
        sending.postings.courier.round()
    with office.units.look(JOB) as unit:
        found = deliveries(unit, "TYO", notice)
    assert (found.spread, found.unreached) == (True, 1)
    assert sum(found.counts.values()) == 3
    assert found.counts[Delivery.FAILED] == 1
    assert Delivery.CONFIRMED not in found.counts


def test_each_is_written_to_in_his_language(office: Office, postings: Postings, installation: Installation) -> None:
    post(postings, OPERATOR, a_text(channels=frozenset({Channel.MAIL})))
    spread(office)
    with MailServer() as server, open_office(installation, server.url) as sending:
        sending.postings.courier.round()
    assert {mail.recipients[0].partition("@")[0]: mail.message["Subject"] for mail in server.mails} == {
        "applicant": "【TYO】年末年始の休業",
        "agent": "TYO: Closed at year-end",
    }


def test_a_notice_is_seen_by_those_whom_it_is_for(postings: Postings) -> None:
    post(postings, OPERATOR, a_text(title={"ja": "全", "en": "all"}))
    post(postings, OPERATOR, a_text(title={"ja": "申請者", "en": "applicants"}, audience=Audience.APPLICANTS))
    post(postings, OPERATOR, a_text(title={"ja": "代行業者", "en": "agents"}, audience=Audience.AGENTS))
    named = a_text(title={"ja": "指名", "en": "named"}, audience=Audience.NAMED, organisations=("agent",))
    post(postings, OPERATOR, named)
    assert sorted(titles(postings)) == ["all"]
    assert sorted(titles(postings, "applicant", None)) == ["all", "applicants"]
    assert sorted(titles(postings, "agent")) == ["agents", "all", "named"]
    assert sorted(titles(postings, "silent")) == ["agents", "all", "applicants"]


def test_the_federations_notices_stand_on_every_board_and_it_sees_no_organisation(
    office: Office, postings: Postings
) -> None:
    """T18: each chamber sends the federation's notice to its own organisations; the federation's rows name none."""
    notice = post(postings, FEDERATION_OPERATOR, a_text(channels=frozenset({Channel.MAIL})))
    post(postings, OPERATOR, a_text(title={"ja": "x", "en": "important"}, importance=Importance.IMPORTANT))
    assert titles(postings) == ["important", "Closed at year-end"]
    assert spread(office) == 2
    with office.units.look(FEDERATION_OPERATOR) as unit:
        assert deliveries(unit, FEDERATION, notice).counts == {}
    with office.units.look(JOB) as unit:
        assert sum(deliveries(unit, FEDERATION, notice).counts.values()) == 2


def test_an_old_notice_is_not_sent_when_a_chamber_joins(
    office: Office, postings: Postings, installation: Installation
) -> None:
    post(postings, FEDERATION_OPERATOR, a_text(channels=frozenset({Channel.MAIL})))
    clock = installation.clock
    assert isinstance(clock, Clock)
    clock.forward(days=31)
    assert spread(office) == 0


def test_a_notice_stands_from_first_to_last_day_in_japan(postings: Postings, installation: Installation) -> None:
    clock = installation.clock
    assert isinstance(clock, Clock)
    post(postings, OPERATOR, a_text(first_day=TODAY + dt.timedelta(days=1), last_day=TODAY + dt.timedelta(days=1)))
    clock.now = dt.datetime(2026, 3, 10, 14, 59, 59, tzinfo=dt.UTC)
    assert titles(postings) == []
    clock.forward(seconds=1)
    assert titles(postings) == ["Closed at year-end"]
    clock.forward(days=1)
    assert titles(postings) == []


def test_who_comes_too_late_is_told(postings: Postings) -> None:
    notice = postings.notices.write(OPERATOR, a_text())
    postings.notices.rewrite(OPERATOR, notice, 1, a_text(importance=Importance.IMPORTANT))
    with pytest.raises(ConflictError):
        postings.notices.post(OPERATOR, notice, 1)


def test_a_notice_of_another_chamber_is_not_there(postings: Postings) -> None:
    notice = postings.notices.write(OPERATOR, a_text())
    for actor in (FEDERATION_OPERATOR, Actor.job("OSA", "operator")):
        with pytest.raises(RefusedError, match="no such notice"):
            postings.notices.post(actor, notice, 1)


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"title": {"ja": "休業", "en": ""}}, "missing in one language"),
        ({"title": {"ja": "a\nb", "en": "a"}}, "one line"),
        ({"title": {"ja": "あ" * 121, "en": "a"}}, "120"),
        ({"body": {"ja": "あ" * 100_000, "en": "a"}}, "body"),
        ({"last_day": dt.date(2026, 3, 9)}, "before the first"),
        ({"audience": "named"}, "named"),
        ({"audience": "all", "organisations": ("x",)}, "named"),
        ({"audience": "agents", "public": True}, "for all"),
        ({"audience": "everybody"}, "audience"),
        ({"first_day": "soon"}, "first_day"),
        ({"title": {"ja": "\u202exe", "en": "a"}}, "U\\+202E"),
    ],
)
def test_what_cannot_be_a_notice_is_refused_with_the_reason(fields: dict[str, object], complaint: str) -> None:
    with pytest.raises(RefusedError, match=complaint):
        a_text(**fields)


@pytest.mark.parametrize("kind", [IdKind.STAFF, IdKind.USER, IdKind.FEDERATION, None])
def test_an_act_of_the_desk_asks_for_the_role_whatever_page_called_it(postings: Postings, kind: IdKind | None) -> None:
    somebody = Actor("TYO", "TYO-C000009-9", "9" * 16, kind)
    with pytest.raises(RefusedError, match="roles do not allow"):
        postings.notices.write(somebody, a_text())
    with pytest.raises(RefusedError, match="roles do not allow"):
        postings.messages.send_again(somebody, "0" * 16)


@pytest.mark.parametrize(("organisations", "seen_by"), [((), (None, "agent")), (("agent",), ("agent",))])
def test_t24_a_stop_of_the_service_is_told_to_those_whom_it_concerns(
    office: Office, postings: Postings, organisations: tuple[str, ...], seen_by: tuple[str | None, ...]
) -> None:
    """T24, article 24: the notice is posted in the act that stops something, on the board and by mail."""
    with office.units.act(OPERATOR) as unit:
        announce(unit, Bilingual(ja="受付停止"), Bilingual(ja="停止します。"), frozenset(organisations))
    assert [name for name in (None, "agent") if titles(postings, name) == ["受付停止"]] == list(seen_by)
    assert spread(office) == (1 if organisations else 2)


def test_a_failed_message_is_shown_with_its_reason_and_sent_again(
    office: Office, postings: Postings, installation: Installation
) -> None:
    post(postings, OPERATOR, a_text(channels=frozenset({Channel.MAIL}), audience=Audience.AGENTS))
    spread(office)
    desk = postings.messages
    with MailServer(replies={"RCPT": ["550 no such user"]}) as server, open_office(installation, server.url) as sending:
        sending.postings.courier.round()
        (failed,) = _listed(desk.list(OPERATOR, [Delivery.FAILED]))
        desk.send_again(OPERATOR, failed)
        sending.postings.courier.round()
    assert len(server.mails) == 1
    with pytest.raises(RefusedError, match="did not fail"):
        desk.send_again(OPERATOR, failed)


def test_the_list_has_the_newest_of_all_its_states_together(
    office: Office, postings: Postings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("issuance.services.notices.messages.PAGE", 5)
    states = (Delivery.SENT, Delivery.SENT, Delivery.CONFIRMED, Delivery.FAILED)
    with office.units.act(OPERATOR) as unit:
        for number in range(16):
            unit.insert(
                message,
                id=f"m{number:02}",
                channel="mail",
                template="virus_found",
                language="ja",
                state=states[number % 4],
                attempts=1,
                written_at=unit.now + dt.timedelta(minutes=number // 2),
            )
    listed = _listed(postings.messages.list(OPERATOR, [Delivery.SENT, Delivery.CONFIRMED]))
    assert listed == ["m14", "m12", "m13", "m10", "m08"]
    assert _listed(postings.messages.list(OPERATOR, [Delivery.FAILED])) == ["m15", "m11", "m07", "m03"]


def _listed(found: object) -> list[str]:
    assert isinstance(found, list)
    return [each.id for each in found]
