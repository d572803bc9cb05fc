"""The pages of signatories, people and ids, through the application: who sees what, what is said, how many queries."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image, ImageDraw

from issuance.confidential import Confidential, Place
from issuance.domain.ids import IdKind, IdState
from issuance.domain.registration.standing import Capacity
from issuance.domain.staff import Role
from issuance.storage.accounts import find_accounts
from issuance.storage.signatories import find_signatories
from issuance.storage.tables.accounts import account
from tests.builders import NOW
from tests.office_ids import STAFF, TARO, add_organisation, approved_signatory
from tests.office_people import Holder, make_person
from tests.office_site import OfficeSite, token_in
from tests.queries import counted

MOST_QUERIES = 12


def signature() -> bytes:
    """Return a picture of a signature."""
    picture = Image.new("RGB", (600, 200), "white")
    ImageDraw.Draw(picture).line([(40, 150), (160, 40), (220, 160), (340, 60), (420, 150), (560, 90)], "black", 6)
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


@dataclass
class World:
    """An applicant, an agent, another applicant, a registrar: each with a browser of its own."""

    site: OfficeSite
    applicant: FlaskClient
    agent: FlaskClient
    other: FlaskClient
    registrar: FlaskClient
    holders: dict[str, Holder]

    @property
    def signatory(self) -> str:
        """The applicant's approved signatory."""
        with self.site.office.units.look(STAFF) as unit:
            return find_signatories(unit)[0].id


@pytest.fixture
def world(tmp_path: Path, office_templates: Callable[[int], Path]) -> Iterator[World]:
    site = OfficeSite.make(tmp_path / "office", office_templates(NOW.year))
    office = site.office
    with office.units.act(STAFF) as unit:
        ours = add_organisation(unit)
        agents = add_organisation(unit, "横浜フォワーディング株式会社", capacities=(Capacity.AGENT,))
        others = add_organisation(unit, "Osaka Tools K.K.")
    holders = {
        "applicant": make_person(office.units, "TYO", of=ours, mail="admin@tokyo.example"),
        "agent": make_person(office.units, "TYO", of=agents, mail="admin@forwarder.example"),
        "other": make_person(office.units, "TYO", of=others, mail="admin@osaka.example"),
        "registrar": make_person(office.units, "TYO", IdKind.STAFF, roles=[Role.REGISTRAR]),
    }
    clients = {}
    for name, holder in holders.items():
        clients[name] = site.client()
        assert site.sign_in(clients[name], holder).status_code == 303
    yield World(site, **clients, holders=holders)
    site.close()


def send(client: FlaskClient, page: str, path: str | None = None, **fields: object):  # type: ignore[no-untyped-def]  # noqa: ANN201
    """Send the form of a page, to `path` where the form says so."""
    token = token_in(client.get(page))
    return client.post(path or page, data={"csrf_token": token, **fields})


def test_t2_7_an_administrator_names_a_signatory_and_the_registrar_approves_it(world: World) -> None:
    """T2.7, through the pages."""
    fields = {"name_ja": "山田太郎", "name_en": "Taro Yamada", "title": "Export Manager", "language": "ja"}
    answer = send(world.applicant, "/TYO/signatories/new", mail="taro@example.co.jp", **fields)
    assert answer.status_code == 422
    assert "Choose the file" in answer.text

    specimen = (io.BytesIO(signature()), "sign.png")
    answer = send(world.applicant, "/TYO/signatories/new", mail="taro@example.co.jp", specimen=specimen, **fields)
    assert answer.status_code == 303, answer.text
    assert "being checked" in world.applicant.get("/TYO/signatories").text

    page = f"/TYO/desk/signatories/{world.signatory}"
    assert "Taro Yamada" in world.registrar.get("/TYO/desk/signatories").text
    assert world.registrar.get(f"{page}/specimen.png").data.startswith(b"\x89PNG")
    answer = send(world.registrar, page, outcome="refuse", version="1", reason="")
    assert (answer.status_code, "Say why" in answer.text) == (422, True)
    assert send(world.registrar, page, outcome="approve", version="1").status_code == 303
    shown = world.applicant.get("/TYO/signatories").text
    assert "TYO-U0000" in shown
    assert "approved" in shown
    late = send(world.registrar, f"/TYO/desk/signatories/{world.signatory}", version="1")
    assert late.status_code == 422


def given(world: World) -> str:
    """Give a sub id through the pages; return the account's id."""
    approved_signatory(world.site.office, actor_of(world.holders["applicant"]))
    fields = {"name": "Suzuki Ichiro", "mail": "ichiro@example.co.jp", "language": "en"}
    answer = send(world.applicant, "/TYO/people/new", signatory=world.signatory, **fields)
    assert answer.status_code == 303, answer.text
    with world.site.office.units.look(STAFF) as unit:
        return find_accounts(unit, account.c.kind == IdKind.SUB)[0].id


def actor_of(holder: Holder):  # type: ignore[no-untyped-def]  # noqa: ANN201
    """Return the actor that an id is."""
    from issuance.domain.actor import Actor

    return Actor("TYO", holder.login, holder.account.id, holder.account.kind, holder.account.organisation)


def test_t2_9_a_sub_id_is_given_moved_invited_and_ended(world: World) -> None:
    """T2.9, through the pages; nobody else reaches it."""
    key = given(world)
    page = f"/TYO/people/{key}"
    assert "Suzuki Ichiro" in world.applicant.get(page).text
    for stranger in (world.other, world.agent):
        assert stranger.get(page).status_code == 422
        assert "Suzuki" not in stranger.get(page).text
    assert send(world.applicant, page, f"{page}/invite").status_code == 303
    letter = send(world.applicant, page, f"{page}/letter")
    assert (letter.mimetype, letter.headers["Cache-Control"]) == ("application/pdf", "no-store")
    assert send(world.applicant, f"{page}/end", version="1").status_code == 303
    assert "Suzuki Ichiro" not in world.applicant.get("/TYO/people").text.replace("has a sub id", "")


def test_t2_9_an_agent_is_asked_and_accepts(world: World) -> None:
    """T2.9, through the pages."""
    approved_signatory(world.site.office, actor_of(world.holders["applicant"]))
    found = world.applicant.get("/TYO/people/agent", query_string={"q": "横浜フォワーディング株式会社"}).text
    agent = str(world.holders["agent"].account.organisation)
    assert f"/TYO/people/agent/{agent}" in found
    fields = {"name": "高橋美香", "mail": "mika@forwarder.example", "language": "ja", "signatory": world.signatory}
    assert send(world.applicant, f"/TYO/people/agent/{agent}", **fields).status_code == 303

    waiting = world.agent.get("/TYO/people").text
    assert "高橋美香" in waiting
    offer = waiting.split("/TYO/people/offers/")[1][:16]
    assert send(world.other, "/TYO/people/new", f"/TYO/people/offers/{offer}").status_code == 403
    accepted = send(
        world.agent, f"/TYO/people/offers/{offer}", version="1", name="髙橋美香", mail=fields["mail"], language="ja"
    )
    assert accepted.status_code == 303, accepted.text
    assert "髙橋美香" in world.applicant.get("/TYO/people").text
    assert "Tokyo Trading" in world.agent.get("/TYO/people").text


def test_many_are_pasted_checked_and_given(world: World) -> None:
    approved_signatory(world.site.office, actor_of(world.holders["applicant"]))
    rows = "A\ta@example.com\nB\tno address\n"
    page = send(world.applicant, "/TYO/people/many", people=rows).text
    assert "to correct" in page
    assert 'name="give"' not in page
    rows = "A\ta@example.com\nB\tb@example.com\n"
    assert 'name="give"' in send(world.applicant, "/TYO/people/many", people=rows).text
    assert send(world.applicant, "/TYO/people/many", people=rows, give="1").status_code == 303
    with world.site.office.units.look(STAFF) as unit:
        assert len(find_accounts(unit, account.c.kind == IdKind.SUB)) == 2


def test_the_registrar_finds_an_id_and_locks_it(world: World) -> None:
    key = given(world)
    with world.site.office.units.look(STAFF) as unit:
        (held,) = find_accounts(unit, account.c.id == key)
    for text in (held.login.replace("-", "").lower(), "ichiro@example.co.jp", "Tokyo Trad"):
        assert held.login in world.registrar.get("/TYO/desk/ids", query_string={"q": text}).text
    assert held.login not in world.registrar.get("/TYO/desk/ids", query_string={"q": "Osaka"}).text
    page = f"/TYO/desk/ids/{key}"
    assert "never" in world.registrar.get(page).text
    assert send(world.registrar, f"{page}/lock", version="1", reason="A call").status_code == 303
    with world.site.office.units.look(STAFF) as unit:
        assert find_accounts(unit, account.c.id == key)[0].state is IdState.LOCKED
    stale = send(world.registrar, f"{page}/close", version="1", reason="An older page")
    assert stale.status_code == 422
    assert "Somebody else" in stale.text


def test_t8_4_an_administrator_sees_what_its_own_ids_did(world: World) -> None:
    """T8.4: and nobody else's acts."""
    given(world)
    shown = world.applicant.get("/TYO/our-ids").text
    assert world.holders["applicant"].login in shown
    assert world.holders["other"].login not in shown


@pytest.mark.parametrize(
    "name",
    ["100,000 characters", "markup", "direction"],
)
def test_bad_names_are_refused_or_shown_as_they_are(world: World, name: str) -> None:
    bad = {"100,000 characters": "x" * 100_000, "markup": "<script>alert(1)</script>", "direction": "a\u202eb"}[name]
    approved_signatory(world.site.office, actor_of(world.holders["applicant"]))
    fields = {"name": bad, "mail": "x@example.com", "language": "en", "signatory": world.signatory}
    answer = send(world.applicant, "/TYO/people/new", **fields)
    if name == "markup":
        assert answer.status_code == 303
        assert "<script>alert" not in world.applicant.get("/TYO/people").text
    else:
        assert answer.status_code in (413, 422)


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("applicant", "/TYO/signatories"),
        ("applicant", "/TYO/people"),
        ("applicant", "/TYO/our-ids"),
        ("registrar", "/TYO/desk/ids"),
        ("registrar", "/TYO/desk/signatories"),
    ],
)
def test_a_page_takes_at_most_twelve_queries(world: World, who: str, path: str) -> None:
    """However long the list is."""
    for number in range(3):
        approved_signatory(
            world.site.office,
            actor_of(world.holders["applicant"]),
            type(TARO)("名", f"Name {'ABC'[number]}", "Title", f"n{number}@example.com"),
        )
    client = getattr(world, who)
    client.get(path)
    with counted(world.site.office.store.engine) as asked:
        assert client.get(path).status_code == 200
    assert len(asked) <= MOST_QUERIES, "\n".join(asked)


def test_the_page_of_one_person_opens_what_lies_sealed_of_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An agent may have lent hundreds: their names and addresses are nothing that the page of one needs."""
    key = given(world)
    page = f"/TYO/people/{key}"

    def opened() -> int:
        places: list[str] = []
        really = Confidential.open

        def noted(self: Confidential, place: Place, sealed: bytes) -> dict[str, object]:
            places.append(str(place))
            return really(self, place, sealed)

        with monkeypatch.context() as patched:
            patched.setattr(Confidential, "open", noted)
            assert "Suzuki Ichiro" in world.applicant.get(page).text
        return len(places)

    alone = opened()
    for number in range(3):
        fields = {"name": f"Name {'ABC'[number]}", "mail": f"n{number}@example.co.jp", "language": "en"}
        assert send(world.applicant, "/TYO/people/new", signatory=world.signatory, **fields).status_code == 303
    assert world.applicant.get("/TYO/people").text.count("Name ") >= 3
    assert 0 < opened() == alone


def test_nobody_without_the_right_sees_them(world: World) -> None:
    key = given(world)
    assert world.agent.get("/TYO/signatories").status_code == 403
    assert world.registrar.get("/TYO/people").status_code == 403
    assert world.applicant.get("/TYO/desk/ids").status_code == 403
    assert world.applicant.get(f"/TYO/desk/ids/{key}").status_code == 403
    assert world.site.client().get("/TYO/people").status_code == 303
