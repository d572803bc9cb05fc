"""docs/rights.md and docs/states.md say what the code does."""

import pytest

from issuance.domain.machine import Machine
from script.tables import DOCS, MACHINES, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_the_tables_say(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name](), "write it anew: python -m script.tables"


# A file that no scanner will look at begins in a state of its own.
@pytest.mark.parametrize(("title", "machine"), [row for row in MACHINES if row[0] != "Upload"])
def test_every_state_of_a_machine_is_reached(title: str, machine: Machine) -> None:  # type: ignore[type-arg]  # any
    reached = {machine.start}
    for _ in type(machine.start):
        reached |= {step.target for step in machine.transitions if step.sources & reached}
    assert reached == set(type(machine.start)), title
