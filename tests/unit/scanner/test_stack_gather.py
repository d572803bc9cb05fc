"""Which files a name on the command line stands for, and in which order."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.stack.gather import Trouble, gather, natural_key


def make(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    return folder


def names_in(folder: Path, *, recursive: bool = False) -> list[str]:
    return [str(path.relative_to(folder)) for path in gather([folder], recursive=recursive).files]


def test_a_folder_is_laid_out_as_a_person_would(tmp_path: Path) -> None:
    make(tmp_path, "page10.png", "page2.png", "Page1.PNG", "証明書3.pdf", "証明書12.pdf", "شهادة.tif")
    assert names_in(tmp_path) == ["Page1.PNG", "page2.png", "page10.png", "شهادة.tif", "証明書3.pdf", "証明書12.pdf"]


def test_only_documents_are_taken_from_a_folder_and_the_others_are_counted(tmp_path: Path) -> None:
    make(tmp_path, "a.pdf", "a.csv", "a.html", "a.journal", "receipt.cose", ".hidden.pdf", ".cache/b.pdf", "no-suffix")
    found = gather([tmp_path], recursive=True)
    assert [path.name for path in found.files] == ["a.pdf"]
    assert found.left_out == 5


def test_a_file_that_is_named_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    make(tmp_path, "scan", ".hidden.pdf")
    named = [tmp_path / "scan", tmp_path / ".hidden.pdf", tmp_path / "missing"]
    assert gather(named, recursive=False).files == named


def test_folders_in_folders_need_to_be_asked_for(tmp_path: Path) -> None:
    make(tmp_path, "b.pdf", "more/a.pdf", "more/still/c.pdf")
    assert names_in(tmp_path) == ["b.pdf"]
    assert names_in(tmp_path, recursive=True) == ["b.pdf", "more/a.pdf", "more/still/c.pdf"]


def test_a_folder_that_can_no_longer_be_read_is_one_trouble_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "a/1.pdf", "b/1.pdf", "b/inner/2.pdf", "c/1.pdf")
    iterdir = Path.iterdir

    def broken(folder: Path) -> Iterator[Path]:
        if folder.name == "inner":
            raise OSError(5, "Input/output error")
        return iterdir(folder)

    monkeypatch.setattr(Path, "iterdir", broken)
    items = gather([tmp_path], recursive=True).items
    folders = [item.path.name if isinstance(item, Trouble) else item.parent.name for item in items]
    assert folders == ["a", "b", "inner", "c"]
    (trouble,) = [item for item in items if isinstance(item, Trouble)]
    assert "Input/output error" in trouble.sentence


@pytest.mark.parametrize("recursive", [False, True])
def test_a_folder_that_holds_nothing_says_so_once_and_one_that_was_seen_before_does_not(
    tmp_path: Path, *, recursive: bool
) -> None:
    make(tmp_path, "inner/a.pdf")
    (tmp_path / "empty").mkdir()
    named = [tmp_path / "inner", tmp_path / "inner", tmp_path / "empty"]
    items = gather(named, recursive=recursive).items
    assert [type(item) is Trouble for item in items] == [False, True]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [(["inside/a.pdf"], "add --recursive"), (["a.txt"], "taken are PDF, JPEG"), ([], "taken are PDF, JPEG")],
)
def test_a_folder_without_documents_says_what_to_do(tmp_path: Path, names: list[str], sentence: str) -> None:
    (only,) = gather([make(tmp_path, *names)], recursive=False).items
    assert isinstance(only, Trouble)
    assert sentence in only.sentence


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    make(tmp_path, "a.pdf", "inner/b.pdf")
    (tmp_path / "inner" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "inner" / "self").symlink_to(tmp_path / "inner", target_is_directory=True)
    assert names_in(tmp_path, recursive=True) == ["a.pdf", "inner/b.pdf"]


def test_a_file_that_is_named_twice_is_checked_once(tmp_path: Path) -> None:
    make(tmp_path, "a.pdf", "b.pdf")
    found = gather([tmp_path / "b.pdf", tmp_path, tmp_path / "b.pdf"], recursive=False)
    assert [path.name for path in found.files] == ["b.pdf", "a.pdf"]


def test_a_folder_that_vanishes_is_one_trouble_and_the_rest_goes_on(tmp_path: Path) -> None:
    make(tmp_path, "good/a.pdf")
    # A link into nowhere is what a share leaves behind whose server went away.
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    found = gather([tmp_path / "gone", tmp_path / "good"], recursive=True)
    assert [path.name for path in found.files] == ["gone", "a.pdf"]


@settings(deadline=None)
@given(
    st.lists(st.text(max_size=12), max_size=12).flatmap(lambda names: st.tuples(st.just(names), st.permutations(names)))
)
def test_names_of_any_script_have_one_order(both: tuple[list[str], list[str]]) -> None:
    names, shuffled = both
    assert sorted(names, key=natural_key) == sorted(shuffled, key=natural_key)


@settings(deadline=None)
@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_numbers_in_names_are_compared_as_numbers(one: int, other: int) -> None:
    assert (natural_key(f"page{one}") < natural_key(f"page{other}")) == (one < other)
