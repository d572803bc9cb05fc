"""A drop folder: which files are complete, each once, whatever happens to them meanwhile."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from scanner.stack.dropping import DropFolder
from scanner.stack.watching import Stamp, Watch, stamps

NAMES = [f"scan{number}.pdf" for number in range(4)]


def test_a_file_is_taken_once_it_has_stopped_growing() -> None:
    watch = Watch()
    assert watch.look({"a.pdf": Stamp(10, 1)}) == []
    assert watch.look({"a.pdf": Stamp(20, 2)}) == []
    assert watch.look({"a.pdf": Stamp(20, 2)}) == ["a.pdf"]
    assert watch.look({"a.pdf": Stamp(20, 2)}) == []


def test_an_empty_file_is_not_complete() -> None:
    watch = Watch()
    assert watch.look({"a.pdf": Stamp(0, 1)}) == []
    assert watch.look({"a.pdf": Stamp(0, 1)}) == []


def test_a_file_that_is_moved_away_and_back_is_taken_once_and_another_one_of_its_name_again() -> None:
    watch = Watch()
    there = {"a.pdf": Stamp(10, 1)}
    taken = [watch.look(look) for look in (there, there, {}, there, there)]
    assert taken == [[], ["a.pdf"], [], [], []]
    other = {"a.pdf": Stamp(10, 2)}
    assert [watch.look(other), watch.look(other)] == [[], ["a.pdf"]]


def test_several_at_once_come_in_natural_order() -> None:
    watch = Watch()
    there = {name: Stamp(1, 1) for name in ("p10.pdf", "p9.pdf", "p1.pdf")}
    watch.look(there)
    assert watch.look(there) == ["p1.pdf", "p9.pdf", "p10.pdf"]


class Folder(RuleBasedStateMachine):
    """Files come, grow, are touched, go and come back, in any order; the folder is looked at now and then."""

    files = Bundle("files")

    def __init__(self) -> None:
        super().__init__()
        self.watch = Watch()
        self.there: dict[str, Stamp] = {}
        self.time = 0
        self.before: Mapping[str, Stamp] = {}
        self.taken: list[tuple[str, Stamp]] = []

    @rule(target=files, name=st.sampled_from(NAMES), size=st.integers(0, 3))
    def write(self, name: str, size: int) -> str:
        self.time += 1
        self.there[name] = Stamp(size, self.time)
        return name

    @rule(name=files)
    def grow(self, name: str) -> None:
        if name in self.there:
            self.time += 1
            self.there[name] = Stamp(self.there[name].size + 1, self.time)

    @rule(name=consumes(files))
    def move_away(self, name: str) -> None:
        self.there.pop(name, None)

    @rule()
    def look(self) -> None:
        names = self.watch.look(dict(self.there))
        for name in names:
            assert self.before[name] == self.there[name], "it was still changing"
            assert self.there[name].size
            self.taken.append((name, self.there[name]))
        due = {
            name
            for name, stamp in self.there.items()
            if stamp.size and self.before.get(name) == stamp and (name, stamp) not in self.taken
        }
        assert not due, "a complete file was forgotten"
        self.before = dict(self.there)

    @invariant()
    def nothing_is_taken_twice(self) -> None:
        assert len(self.taken) == len(set(self.taken))


TestFolder = Folder.TestCase
TestFolder.settings = settings(deadline=None)


def test_only_visible_documents_count(tmp_path: Path) -> None:
    for name in ("a.pdf", ".a.pdf.part", "b.tmp", "c.PNG"):
        (tmp_path / name).write_bytes(b"12")
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "gone.pdf").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.pdf")
    assert {name: stamp.size for name, stamp in stamps(tmp_path).items()} == {"a.pdf": 2, "c.PNG": 2}


def test_a_folder_that_vanishes_is_said_once_and_waited_for() -> None:
    looks: list[Mapping[str, Stamp] | OSError] = [
        {"a.pdf": Stamp(1, 1)},
        OSError(2, "No such file or directory"),
        OSError(2, "No such file or directory"),
        {"a.pdf": Stamp(1, 1)},
    ]
    said: list[str] = []

    def look(_: Path) -> Mapping[str, Stamp]:
        seen = looks.pop(0)
        if isinstance(seen, OSError):
            raise seen
        return seen

    folder = DropFolder(Path("drop"), sleep=lambda _: None, say=said.append, look=look)
    assert [folder.ready() for _ in range(4)] == [[], [], [], [Path("drop/a.pdf")]]
    assert [sentence.split()[0] for sentence in said] == ["drop", "drop"]
    assert "waiting until it is back" in said[0]
    assert "is back" in said[1]


def test_the_loop_waits_between_looks_and_keeps_what_is_idle_going() -> None:
    slept: list[float] = []
    idle: list[int] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            raise KeyboardInterrupt

    folder = DropFolder(Path("drop"), sleep=sleep, say=print, look=lambda _: {"a.pdf": Stamp(1, 1)}, every=7)
    checked: list[list[Path]] = []
    with pytest.raises(KeyboardInterrupt):
        folder.watch(checked.append, idle=lambda: idle.append(1))
    assert checked == [[Path("drop/a.pdf")]]
    assert (slept, len(idle)) == ([7, 7, 7], 3)
