"""Data are disclosed to a court or authority by two, on record, signed, for a week (terms, article 19-4)."""

import datetime as dt
import io
import json
import zipfile
from pathlib import Path

import pytest

from issuance.demo.office.company import specimen
from issuance.domain.disclosure.case import DisclosureState, Ground
from issuance.domain.retention.hold import HoldKind
from issuance.errors import RefusedError
from issuance.services.disclosure import parts as parts_module
from issuance.services.disclosure.verifying import verify_disclosure
from issuance.services.trail.reading import Search
from issuance.storage.tables.disclosures import disclosure_part
from register.documents import DocumentStore
from tests.office_ids import HANAKO
from tests.paid import JOB, sample_invoice
from tests.retained import Retained

GROUND = Ground("東京地方裁判所", "令和8年(ワ)第123号", "民事訴訟法第226条 文書送付嘱託")


def asked(world: Retained, kind: HoldKind, typed: str, *, may_be_told: bool = False) -> str:
    paper = (specimen("paper"), "request.png")
    return world.office.disclosure.desk.ask(
        world.administrators[0], kind, typed, GROUND, paper, may_be_told=may_be_told
    )


def approved(world: Retained, case: str) -> None:
    desk = world.office.disclosure.desk
    desk.approve(world.administrators[1], case, desk.page(world.administrators[1], case).cases[0].version)


def made(world: Retained, kind: HoldKind, typed: str, folder: Path) -> tuple[str, Path]:
    case = asked(world, kind, typed)
    approved(world, case)
    assert [each.reason for each in world.office.disclosure.job.round("TYO")] == [""]
    file = folder / "disclosed.zip"
    file.write_bytes(b"".join(world.office.disclosure.desk.fetch(world.administrators[0], case)[1]))
    return case, file


def test_t19_4_one_certificate_is_disclosed_on_record_and_verifies_offline(world: Retained, tmp_path: Path) -> None:
    office = world.office
    entry = office.store.of_reference("TYO", world.issued(document=sample_invoice()))
    other = office.store.of_reference("TYO", world.issued(2))
    assert entry is not None
    assert other is not None
    case, file = made(world, HoldKind.CERTIFICATE, entry.public_number, tmp_path)
    manifest, _key = verify_disclosure(file, office.trust_list())
    assert (manifest.authority, manifest.reference, manifest.ground) == (
        GROUND.authority,
        GROUND.reference,
        GROUND.ground,
    )
    with zipfile.ZipFile(file) as opened:
        names = opened.namelist()
        original = opened.read(f"certificates/{entry.public_number}/original.pdf")
        assert original == office.originals.open(entry)
        papers = [name for name in names if "/papers/" in name and name.endswith(".pdf")]
        assert [opened.read(name) for name in papers] == [sample_invoice()]
    assert not any(other.public_number in name for name in names), "nothing of another certificate"
    with office.units.look(JOB) as unit:
        recorded = office.trail.search(unit, Search(subject=f"disclosure:{case}")).entries
    acts = [each.act for each in recorded]
    assert acts == ["disclosure.fetch", "disclosure.make", "disclosure.approve", "disclosure.ask"]
    assert recorded[-1].after["ground"] == GROUND.ground


def test_t19_4_one_organisation_is_disclosed_without_what_lets_people_in(
    sqlite_world: Retained, tmp_path: Path
) -> None:
    world = sqlite_world
    office = world.office
    world.issued()
    with office.units.act(JOB) as unit:
        login = office.ids.accounts.issue_administrator(unit, world.trade.organisation, HANAKO).login
    _case, file = made(world, HoldKind.ORGANISATION, login, tmp_path)
    verify_disclosure(file, office.trust_list())
    with zipfile.ZipFile(file) as opened:
        names = opened.namelist()
        people = json.loads(opened.read("organisation/account.json"))
        assert HANAKO.mail in {each["person"]["mail"] for each in people}
    assert any(name.endswith("original.pdf") for name in names)
    assert not any("invitation" in name or "credential" in name or "factor" in name for name in names)


def test_another_administrator_has_to_approve(sqlite_world: Retained) -> None:
    world = sqlite_world
    desk = world.office.disclosure.desk
    entry = world.office.store.of_reference("TYO", world.issued())
    assert entry is not None
    case = asked(world, HoldKind.CERTIFICATE, entry.public_number)
    with pytest.raises(RefusedError, match="Another chamber administrator"):
        desk.approve(world.administrators[0], case, 1)
    with pytest.raises(RefusedError, match="roles do not allow"):
        desk.approve(world.trade.officers[1], case, 1)
    assert list(world.office.disclosure.job.round("TYO")) == [], "what nobody approved is not made"


def test_the_file_goes_after_seven_days_and_three_fetches(sqlite_world: Retained, tmp_path: Path) -> None:
    world = sqlite_world
    office, desk = world.office, world.office.disclosure.desk
    entry = office.store.of_reference("TYO", world.issued())
    assert entry is not None
    case, _file = made(world, HoldKind.CERTIFICATE, entry.public_number, tmp_path)
    for _ in range(2):
        desk.fetch(world.administrators[0], case)
    with pytest.raises(RefusedError, match="3 times"):
        desk.fetch(world.administrators[0], case)
    with office.units.look(JOB) as unit:
        stored = [row["stored"] for row in unit.rows(unit.select(disclosure_part))]
    documents = DocumentStore.open(office.config.originals_url, private=True)
    assert all(documents.exists(each) for each in stored)
    assert office.disclosure.job.expire("TYO") == 0
    world.clock.now += dt.timedelta(days=7)
    with pytest.raises(RefusedError, match="no file to fetch"):
        desk.fetch(world.administrators[1], case)
    assert office.disclosure.job.expire("TYO") == 1
    assert not any(documents.exists(each) for each in stored)
    assert desk.page(world.administrators[0], case).cases[0].state is DisclosureState.OVER


def test_a_file_of_many_parts_is_whole_and_sealed(
    sqlite_world: Retained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts_module, "PART_BYTES", 1000)
    world = sqlite_world
    entry = world.office.store.of_reference("TYO", world.issued())
    assert entry is not None
    case, file = made(world, HoldKind.CERTIFICATE, entry.public_number, tmp_path)
    verify_disclosure(file, world.office.trust_list())
    with world.office.units.look(JOB) as unit:
        stored = [row["stored"] for row in unit.rows(unit.select(disclosure_part))]
    assert len(stored) > 3
    documents = DocumentStore.open(world.office.config.originals_url, private=True)
    assert all(documents.get(each).startswith(b"OSV1") for each in stored)
    assert len(file.read_bytes()) == world.office.disclosure.desk.page(world.administrators[0], case).cases[0].size


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("altered", "was altered"),
        ("added", "1 added"),
        ("missing", "1 missing"),
        ("manifest", "signature does not belong"),
        ("unsigned", "no manifest.sig.json"),
        ("garbage", "no file that can be read"),
    ],
)
def test_what_was_tampered_with_does_not_verify(sqlite_world: Retained, tmp_path: Path, change: str, told: str) -> None:
    world = sqlite_world
    entry = world.office.store.of_reference("TYO", world.issued())
    assert entry is not None
    _case, file = made(world, HoldKind.CERTIFICATE, entry.public_number, tmp_path)
    with zipfile.ZipFile(file) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    content = next(name for name in files if name.endswith("content.json"))
    if change == "altered":
        files[content] = files[content].replace(b"Tokyo", b"Osaka")
    elif change == "added":
        files["more.txt"] = b"more"
    elif change == "missing":
        del files[content]
    elif change == "manifest":
        files["manifest.json"] = files["manifest.json"].replace(b"TYO26", b"TYO27")
    elif change == "unsigned":
        del files["manifest.sig.json"]
    made_anew = io.BytesIO()
    with zipfile.ZipFile(made_anew, "w") as opened:
        for name, data in files.items():
            opened.writestr(name, data)
    file.write_bytes(b"PK garbage" if change == "garbage" else made_anew.getvalue())
    with pytest.raises(RefusedError, match=told):
        verify_disclosure(file, world.office.trust_list())
