"""Files by name: what is no file, and that every refusal is one sentence that names it."""

import os
import stat
from pathlib import Path

import pytest

from reading.errors import Obstacle, UnreadableError
from reading.limits import Limits
from scanner import language
from scanner.documents import read_document
from scanner.errors import DocumentError
from scanner.obstacles import SENTENCES
from scanner.obstacles import refusal as refusal_of


def read(path: Path, limits: Limits | None = None) -> list[tuple[int | None, tuple[str, ...]]]:
    return [(page.number, page.texts) for page in read_document(path, good=lambda _: True, limits=limits or Limits())]


def refusal(path: Path) -> str:
    with pytest.raises(DocumentError) as caught:
        read(path)
    sentence = str(caught.value)
    assert sentence.startswith(str(path)), "a sentence names the file"
    assert "\n" not in sentence
    return sentence


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.truncate(2**40)  # a hole: no disk is used
    assert "1,099,511,627,776 bytes, more than" in refusal(path)


def test_a_missing_file(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "missing.pdf")


def test_a_folder(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path)


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.pdf"
    path.touch()
    assert "is empty" in refusal(path)


def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    assert "is a pipe or device" in refusal(path)


def test_a_device() -> None:
    assert "is a pipe or device" in refusal(Path("/dev/zero"))


def test_a_name_that_no_file_can_have() -> None:
    assert "cannot be opened" in refusal(Path("a\0b"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_of_somebody_else(tmp_path: Path) -> None:
    path = tmp_path / "secret.pdf"
    path.write_bytes(b"%PDF-1.7")
    path.chmod(stat.S_IWUSR)
    assert "may not be read by you" in refusal(path)


def test_what_the_reading_room_says_continues_a_sentence_that_begins_with_the_name(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("This is no picture.")
    assert refusal(path).startswith(f"{path} is not a file that can be read here; give a PDF, JPEG")


def test_what_the_reading_room_says_is_said_in_the_language_of_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("This is no picture.")
    language.use("fr")
    try:
        said = refusal(path)
    finally:
        language.use(language.ENGLISH)
    assert "is not a file" not in said
    assert said == language.said_in("fr", SENTENCES[Obstacle.UNKNOWN_KIND]) % {"file": path}


def test_programs_get_it_in_english_and_people_in_their_language() -> None:
    error = UnreadableError(Obstacle.LOCKED, "is locked with a password; save it without one and try again")
    made = refusal_of(Path("bill.pdf"), error, Limits(), page=3)
    assert made == "bill.pdf, page 3, is locked with a password; save it without one and try again."
    language.use("fr")
    try:
        told = language.shown(made)
    finally:
        language.use(language.ENGLISH)
    assert told.startswith("bill.pdf, page 3 ")
    assert "password" not in told
