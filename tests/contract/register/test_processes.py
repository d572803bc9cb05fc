"""Several writing processes at once."""

import multiprocessing

from register.entry import Change
from register.reader import RegisterReader
from register.writer import RegisterWriter
from signing.record import check_chain, parse_record
from tests.builders import ChamberWorld


def publish_range(url: str, first: int, last: int) -> None:
    """Publish certificates and revoke every third, in a process of its own."""
    world = ChamberWorld()
    writer = RegisterWriter.open(url, trust=lambda: world.trust, clock=world.clock)
    for sequence in range(first, last):
        issued = world.issue(sequence)
        writer.publish(issued.entry)
        if sequence % 3 == 0:
            writer.append(world.revoke(issued).records[1])
    writer.close()


def test_several_writing_processes_make_one_gap_free_log(url: str, reader: RegisterReader) -> None:
    context = multiprocessing.get_context("spawn")
    # Ranges overlap: two processes publish the same entry, as after a lost answer.
    processes = [context.Process(target=publish_range, args=(url, first, first + 20)) for first in (1, 16, 31, 46)]
    for process in processes:
        process.start()
    seen: list[Change] = []
    while any(process.is_alive() for process in processes):
        # What the follower has seen stays: no position turns up later below one that it has read.
        seen += reader.changes_since(len(seen))
    for process in processes:
        process.join()
        assert process.exitcode == 0
    seen += reader.changes_since(len(seen))
    assert seen == reader.changes_since(0)
    assert reader.head().position == len(seen) == 65 + 21
    by_sid: dict[bytes, list[bytes]] = {}
    for change in seen:
        by_sid.setdefault(change.sid, []).append(change.record)
    for sid, records in by_sid.items():
        check_chain([parse_record(record) for record in records], sid)
    assert len(by_sid) == 65


def test_processes_that_publish_the_same_entries_at_once_all_succeed(url: str, reader: RegisterReader) -> None:
    context = multiprocessing.get_context("fork")
    entries = [ChamberWorld().issue(sequence).entry for sequence in range(1, 31)]
    together, answers = context.Barrier(3), context.SimpleQueue()

    def publish_all() -> None:
        world = ChamberWorld()
        writer = RegisterWriter.open(url, trust=lambda: world.trust, clock=world.clock)
        positions = []
        for entry in entries:
            together.wait(60)
            positions.append(writer.publish(entry))
        answers.put(positions)

    processes = [context.Process(target=publish_all) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    assert [answers.get() for _ in processes] == [list(range(1, 31))] * 3
    assert reader.head().position == 30
