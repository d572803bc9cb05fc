"""The journal of a run: what is written comes back, whatever cuts it off."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.stack.entries import HEAD, ComparedEntry, Entry, JournalError, PageEntry, ReadEntry, decode, encode
from scanner.stack.journal import Journal, open_journal
from scanner.stack.values import FileKey, PageReading


def outcome(word: str, **others: object) -> dict[str, object]:
    box = {"box": 8, "title": "Goods", "part": None, "certificate_says": ["12 PCS"]}
    at = "2026-03-10T12:00:00+00:00"
    return {"outcome": word, "at": at, "by": None, "compared": 2, "boxes": 3, "differing": [box], **others}


keys = st.builds(
    FileKey,
    path=st.text(st.characters(codec=None), max_size=20),
    size=st.integers(0, 2**40),
    mtime_ns=st.integers(0, 2**63),
    sha256=st.binary(min_size=32, max_size=32),
)
pages = st.builds(
    PageReading,
    number=st.none() | st.integers(1, 500),
    of=st.integers(1, 500),
    texts=st.lists(st.text(st.characters(codec=None), max_size=30), max_size=3).map(tuple),
    thumbnail=st.none() | st.binary(max_size=30),
)
entries = st.one_of(
    st.builds(PageEntry, keys, pages),
    st.builds(ReadEntry, keys),
    st.builds(
        ComparedEntry,
        st.binary(min_size=32, max_size=32),
        st.none() | st.integers(1, 500),
        st.binary(min_size=32, max_size=32),
        st.sampled_from(["confirmed", "differs"]).map(outcome),
    ),
)
FILE = FileKey("/drop/a.pdf", 3, 4, bytes(32))
PAGE = PageReading(1, 2, ("HTTPS://REF.EXAMPLE.JP/V/ABC",), b"\xff\xd8 small")


@settings(deadline=None)
@given(entries)
def test_an_entry_is_one_line_and_comes_back(entry: Entry) -> None:
    line = encode(entry)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert decode(line) == entry


@settings(deadline=None)
@given(st.binary(max_size=60) | entries.map(encode).map(lambda line: line[: len(line) // 2]))
def test_any_other_line_is_refused(line: bytes) -> None:
    with pytest.raises(JournalError):
        decode(line)


def warn_never(sentence: str) -> None:
    raise AssertionError(sentence)


def write(path: Path, *written: Entry) -> None:
    with open_journal(path, warn_never) as journal:
        for entry in written:
            journal.note(entry)


def test_what_was_read_is_known_in_the_next_run(tmp_path: Path) -> None:
    path = tmp_path / "j"
    write(path, PageEntry(FILE, PAGE))
    with open_journal(path, warn_never) as journal:
        assert (journal.pages(FILE), journal.is_complete(FILE)) == ((PAGE,), False)
        journal.note(ReadEntry(FILE))
    with open_journal(path, warn_never) as journal:
        assert (journal.pages(FILE), journal.is_complete(FILE)) == ((PAGE,), True)
        changed = FileKey(FILE.path, FILE.size, FILE.mtime_ns + 1, FILE.sha256)
        assert (journal.pages(changed), journal.is_complete(changed)) == ((), False)


def test_the_last_word_of_a_person_counts(tmp_path: Path) -> None:
    path = tmp_path / "j"
    write(path, *[ComparedEntry(bytes(32), 3, bytes(32), outcome(word)) for word in ("differs", "confirmed")])
    with open_journal(path, warn_never) as journal:
        assert journal.compared(bytes(32), 3, bytes(32)) == outcome("confirmed")
        assert journal.compared(bytes(32), 4, bytes(32)) is None
        assert journal.compared(bytes(32), 3, bytes([1]) * 32) is None


@settings(deadline=None)
@given(st.lists(entries, min_size=1, max_size=4), st.data())
def test_cut_off_anywhere_it_keeps_all_whole_lines_and_can_be_gone_on_with(
    tmp_path_factory: pytest.TempPathFactory, written: list[Entry], data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("journal") / "j"
    write(path, *written)
    whole = path.read_bytes()
    cut = data.draw(st.integers(len(HEAD), len(whole)))
    path.write_bytes(whole[:cut])
    with open_journal(path, warn_never) as journal:
        journal.note(ReadEntry(FILE))
    lines = path.read_bytes().splitlines(keepends=True)
    kept = whole[:cut].count(b"\n") - 1
    assert [decode(line) for line in lines[1:]] == [*written[:kept], ReadEntry(FILE)]


def test_a_line_that_was_filled_with_zeros_by_a_power_cut_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "j"
    write(path, ReadEntry(FILE))
    good = path.read_bytes()
    path.write_bytes(good + bytes(100))
    write(path)
    assert path.read_bytes() == good


@pytest.mark.parametrize("other", [b"", b"name,value\n1,2\n", HEAD[:-3], b'{"is": "journal"}\n', bytes(200)])
def test_a_file_that_is_something_else_is_refused_and_stays_as_it_is(tmp_path: Path, other: bytes) -> None:
    (path := tmp_path / "j").write_bytes(other)
    with pytest.raises(JournalError, match="no journal of `scanner check`"), open_journal(path, warn_never):
        pass
    assert path.read_bytes() == other


def test_a_damaged_line_in_the_middle_is_named(tmp_path: Path) -> None:
    path = tmp_path / "j"
    write(path, PageEntry(FILE, PAGE), ReadEntry(FILE))
    path.write_bytes(path.read_bytes().replace(b'"texts"', b'"text5"'))
    with pytest.raises(JournalError, match="Line 2 of the journal"), open_journal(path, warn_never):
        pass


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "not_compared"},
        {"at": "yesterday"},
        {"at": "2026-03-10T12:00:00"},
        {"at": None},
        {"by": ["K. Officer"]},
        {"differing": None},
        {"differing": ["Goods"]},
        {"differing": [{"box": "8"}]},
        {"differing": [{"box": 8, "title": "Goods", "part": None, "certificate_says": [1]}]},
    ],
)
def test_a_finding_that_no_report_could_show_is_a_damaged_line(wrong: dict[str, object]) -> None:
    line = encode(ComparedEntry(bytes(32), 3, bytes(32), outcome("confirmed")))
    decode(line)
    with pytest.raises(JournalError):
        decode(encode(ComparedEntry(bytes(32), 3, bytes(32), outcome("confirmed", **wrong))))


def test_two_runs_do_not_share_one(tmp_path: Path) -> None:
    path = tmp_path / "j"
    with (
        open_journal(path, warn_never),
        pytest.raises(JournalError, match="Another run"),
        open_journal(path, warn_never),
    ):
        pass
    write(path)


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(JournalError, match="folder that you may write"),
        open_journal(tmp_path / "no" / "j", warn_never),
    ):
        pass


def test_a_full_disk_is_said_once_and_the_run_goes_on(tmp_path: Path) -> None:
    said: list[str] = []
    (path := tmp_path / "j").write_bytes(HEAD)
    with path.open("r+b") as file, open("/dev/full", "wb") as full:  # noqa: PTH123  a device, not a path of ours
        journal = Journal(path, file, said.append)
        file.flush()
        os.dup2(full.fileno(), file.fileno())
        for _ in range(3):
            journal.note(PageEntry(FILE, PAGE))
        assert journal.pages(FILE) == (PAGE,)
        assert len(said) == 1
        assert "No space left" in said[0]
        os.dup2(os.open(path, os.O_RDWR), file.fileno())
