"""Files handed in: checked, sealed, quarantined until clean, and the chamber told of a virus (annex 1, A3; A5)."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from issuance.cli import main
from issuance.commands.deliver import WATCH_SECONDS
from issuance.domain.actor import Actor
from issuance.domain.uploads import Purpose, Upload, UploadState
from issuance.errors import ConflictError, RefusedError, StorageError
from issuance.office import Office
from issuance.outgoing.smtp import TIMEOUT_SECONDS
from issuance.services.chamber.settings import change_settings, stored_settings
from issuance.storage.tables.messages import message
from issuance.storage.tables.uploads import upload as table
from tests.handed_in import pdf_of, picture
from tests.office_databases import stored_bytes
from tests.offices import Installation
from tests.servers.clamd import VIRUS, ClamdServer
from tests.servers.smtp import MailServer

APPLICANT = Actor("TYO", "TYO-A000001-1", account="a" * 16)
ELSEWHERE = Actor("OSA", "OSA-A000001-1", account="b" * 16)
INFECTED = picture("JPEG", comment=VIRUS)
NAME = "登記簿.pdf"


@pytest.fixture
def office_of(any_installation: Installation) -> Iterator[Callable[..., Office]]:
    """Return what opens the office with settings of a test's own."""
    opened: list[Office] = []

    def open_office(**settings: str) -> Office:
        any_installation.config = replace(any_installation.config, **settings)  # type: ignore[arg-type]  # a str each
        opened.append(any_installation.open())
        return opened[-1]

    yield open_office
    for office in opened:
        office.close()


def hand_in(office: Office, data: bytes, purpose: Purpose = Purpose.DOCUMENT, name: str = NAME) -> Upload:
    return office.uploads.receive(APPLICANT, io.BytesIO(data), name, purpose, "c" * 16)


def opened(office: Office, upload: Upload) -> bytes:
    with office.units.look(APPLICANT) as unit:
        return office.uploads.open(unit, upload.id)


def count(office: Office) -> int:
    with office.units.look(APPLICANT) as unit:
        return unit.count(unit.select(table))


def acts(office: Office) -> list[str]:
    from issuance.services.trail.reading import Search

    with office.units.look(APPLICANT) as unit:
        return [entry.act for entry in office.trail.search(unit, Search()).entries][::-1]


def files(office: Office) -> list[Path]:
    folder = office.config.directory / "office" / "documents"
    return [path for path in folder.rglob("*") if path.is_file()]


def set_contact(office: Office) -> None:
    with office.units.act(APPLICANT) as unit:
        stored = stored_settings(unit)
        contact = stored.settings.contact.model_copy(update={"mail": "trade@tyo.example.jp"})
        change_settings(unit, stored.version, lambda settings: settings.model_copy(update={"contact": contact}))


class TestWithScanner:
    """An installation with clamd."""

    def test_a_clean_file_can_be_opened_and_is_what_was_handed_in(
        self, office_of: Callable[..., Office], clamd: ClamdServer
    ) -> None:
        office = office_of(clamd=clamd.address)
        upload = hand_in(office, pdf_of(2))
        assert (upload.state, upload.pages, upload.name) == (UploadState.CLEAN, 2, NAME)
        assert opened(office, upload) == pdf_of(2)
        assert acts(office) == ["upload.take", "upload.clean"]

    def test_a_virus_is_refused_removed_and_told_at_once(
        self, office_of: Callable[..., Office], clamd: ClamdServer
    ) -> None:
        """A3: the alert waits in the outbox when the refusal is said, so it goes out with the next round of mail."""
        office = office_of(clamd=clamd.address)
        set_contact(office)
        with pytest.raises(RefusedError, match=r"found OriginSeal\.Test\.UNOFFICIAL in this file"):
            hand_in(office, INFECTED)
        assert files(office) == []
        with office.units.look(APPLICANT) as unit:
            (row,) = unit.rows(unit.select(table))
            (told,) = unit.rows(unit.select(message))
            with pytest.raises(RefusedError, match="A virus"):
                office.uploads.open(unit, row["id"])
        assert (row["state"], row["stored"]) == ("infected", None)
        assert (told["template"], told["due_at"]) == ("virus_found", office.clock())
        assert acts(office)[-1] == "upload.virus"

    def test_a3_the_chamber_and_whoever_is_on_call_have_a_mail_after_one_round(
        self, office_of: Callable[..., Office], clamd: ClamdServer
    ) -> None:
        """Rounds are ten seconds apart, and a first attempt waits for nothing: together well within a minute."""
        with MailServer() as server:
            office = office_of(clamd=clamd.address, on_call_mail="oncall@system.example.jp", smtp_url=server.url)
            set_contact(office)
            with pytest.raises(RefusedError, match="found"):
                hand_in(office, INFECTED)
            assert office.postings.courier.round().taken == 2
        assert WATCH_SECONDS + TIMEOUT_SECONDS <= 60
        told = {mail.recipients[0]: str(mail.message.get_content()) for mail in server.mails}
        assert set(told) == {"trade@tyo.example.jp", "oncall@system.example.jp"}
        assert all("OriginSeal.Test" in text for text in told.values())
        assert Path(NAME).stem in told["trade@tyo.example.jp"]
        for personal in (Path(NAME).stem, APPLICANT.name):
            assert personal not in told["oncall@system.example.jp"]

    def test_a3_whoever_is_on_call_is_told_also_where_a_chamber_has_no_address(
        self, office_of: Callable[..., Office], clamd: ClamdServer
    ) -> None:
        office = office_of(clamd=clamd.address, on_call_mail="oncall@system.example.jp")
        with office.units.act(APPLICANT) as unit:
            late = office.uploads.take(unit, io.BytesIO(INFECTED), NAME, Purpose.DOCUMENT)
        (settled,) = office.uploads.scan_waiting(APPLICANT)
        assert (settled.id, settled.state) == (late.id, UploadState.INFECTED)
        with office.units.look(APPLICANT) as unit:
            (told,) = unit.rows(unit.select(message))
        assert (told["template"], told["due_at"]) == ("virus_on_call", office.clock())

    def test_while_the_scanner_is_down_nobody_opens_the_file(
        self, office_of: Callable[..., Office], tmp_path: Path
    ) -> None:
        office = office_of(clamd=f"unix:{tmp_path}/nobody.sock")
        upload = hand_in(office, pdf_of(1))
        assert upload.state is UploadState.QUARANTINED
        with pytest.raises(RefusedError, match="quarantined"):
            opened(office, upload)
        with pytest.raises(RefusedError, match="quarantined"):
            office.pictures.show(APPLICANT, upload.id)
        assert (office.uploads.scan_waiting(APPLICANT), office.uploads.waiting(APPLICANT)) == ([], 1)

    def test_what_waited_is_settled_when_the_scanner_is_back(
        self,
        office_of: Callable[..., Office],
        clamd: ClamdServer,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        down = office_of(clamd=f"unix:{tmp_path}/nobody.sock")
        clean, infected = hand_in(down, pdf_of(1)), hand_in(down, INFECTED)
        monkeypatch.setenv("ISSUANCE_CLAMD", clamd.address)
        assert main(["scan-uploads", "--directory", str(down.config.directory)]) == 0
        assert '"settled": 2, "infected": 1, "waiting": 0' in capsys.readouterr().out
        with down.units.look(APPLICANT) as unit:
            states = [down.uploads.get(unit, each.id).state for each in (clean, infected)]
        assert states == [UploadState.CLEAN, UploadState.INFECTED]

    def test_the_command_says_by_its_exit_that_files_still_wait(
        self, office_of: Callable[..., Office], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        office = office_of(clamd=f"unix:{tmp_path}/nobody.sock")
        hand_in(office, pdf_of(1))
        monkeypatch.setenv("ISSUANCE_CLAMD", f"unix:{tmp_path}/nobody.sock")
        assert main(["scan-uploads", "--directory", str(office.config.directory)]) == 1

    def test_within_another_act_a_file_is_kept_in_quarantine(
        self, office_of: Callable[..., Office], clamd: ClamdServer
    ) -> None:
        office = office_of(clamd=clamd.address)
        with office.units.act(APPLICANT) as unit:
            upload = office.uploads.take(unit, io.BytesIO(picture("PNG")), "sign.png", Purpose.SPECIMEN)
        assert upload.state is UploadState.QUARANTINED
        assert [each.state for each in office.uploads.scan_waiting(APPLICANT)] == [UploadState.CLEAN]


class TestWithoutScanner:
    """An installation that has none."""

    def test_files_are_taken_with_a_mark_that_says_so(self, office_of: Callable[..., Office]) -> None:
        upload = hand_in(office := office_of(), pdf_of(1))
        assert upload.state is UploadState.NOT_SCANNED
        assert opened(office, upload) == pdf_of(1)

    def test_or_refused_where_the_chamber_wants_that(self, office_of: Callable[..., Office]) -> None:
        office = office_of(uploads_unscanned="refuse")
        with pytest.raises(RefusedError, match="no virus scanner"):
            hand_in(office, pdf_of(1))

    def test_nothing_of_a_file_lies_in_the_clear(self, office_of: Callable[..., Office]) -> None:
        """A5: bytes and name are sealed, and each under its own place."""
        office = office_of()
        data = picture("JPEG", comment=b"a very private remark")
        upload = hand_in(office, data, name="山田花子の印鑑証明.jpg")
        (file,) = files(office)
        for stored in (file.read_bytes(), stored_bytes(office.config.database_url)):
            assert stored
            assert b"a very private remark" not in stored
            assert "山田花子".encode() not in stored
        assert upload.name == "山田花子の印鑑証明.jpg"

    def test_the_bytes_of_one_file_cannot_stand_in_for_anothers(self, office_of: Callable[..., Office]) -> None:
        office = office_of()
        first, second = hand_in(office, pdf_of(1)), hand_in(office, pdf_of(2))
        with office.units.act(APPLICANT) as unit:
            row = unit.row(unit.select(table).where(table.c.id == second.id))
            assert row is not None
            unit.update(table, first.id, stored=row["stored"])
        with pytest.raises(StorageError):
            opened(office, first)

    def test_another_chamber_does_not_even_learn_that_a_file_is_there(self, office_of: Callable[..., Office]) -> None:
        """T15: other people's data is unreachable."""
        office = office_of()
        upload = hand_in(office, pdf_of(1))
        with office.units.look(ELSEWHERE) as unit, pytest.raises(RefusedError, match="There is no such file"):
            office.uploads.open(unit, upload.id)

    @pytest.mark.parametrize("data", [b"", b"MZ", pdf_of(1)[:300]])
    def test_a_file_that_is_refused_leaves_nothing(self, office_of: Callable[..., Office], data: bytes) -> None:
        office = office_of()
        with pytest.raises(RefusedError):
            hand_in(office, data)
        assert (count(office), files(office), acts(office)) == (0, [], [])

    def test_a_file_that_is_cut_off_on_its_way_leaves_nothing(self, office_of: Callable[..., Office]) -> None:
        class CutOff(io.BytesIO):
            def read(self, size: int | None = -1) -> bytes:
                raise ConnectionResetError

        office = office_of()
        with pytest.raises(RefusedError, match="cut off"):
            office.uploads.receive(APPLICANT, CutOff(), NAME, Purpose.DOCUMENT)
        assert (count(office), files(office)) == (0, [])

    def test_a_file_of_more_than_20_mb_is_refused(self, office_of: Callable[..., Office]) -> None:
        with pytest.raises(RefusedError, match="larger than 20 MB"):
            hand_in(office_of(), b"%PDF-" + bytes(20 * 1024 * 1024))

    def test_a_file_that_is_removed_is_gone(self, office_of: Callable[..., Office]) -> None:
        office = office_of()
        upload = hand_in(office, pdf_of(1))
        with office.units.act(APPLICANT) as unit:
            office.uploads.remove(unit, upload.id)
        assert count(office) == 0
        office.retention.shredder.run(APPLICANT)
        assert files(office) == []

    def test_a_file_stays_whole_where_the_act_that_removed_it_failed(self, office_of: Callable[..., Office]) -> None:
        office = office_of()
        upload = hand_in(office, pdf_of(1))

        def remove_too_late() -> None:
            with office.units.act(APPLICANT) as unit:
                office.uploads.remove(unit, upload.id)
                raise ConflictError("Somebody else was faster.")

        with pytest.raises(ConflictError):
            remove_too_late()
        office.retention.shredder.run(APPLICANT)
        assert opened(office, upload) == pdf_of(1)

    def test_pages_are_shown_as_pictures_made_anew(self, office_of: Callable[..., Office]) -> None:
        office = office_of()
        upload = hand_in(office, pdf_of(2))
        assert office.pictures.show(APPLICANT, upload.id, 2).startswith(b"\x89PNG")
        with pytest.raises(RefusedError, match="no page 3"):
            office.pictures.show(APPLICANT, upload.id, 3)
