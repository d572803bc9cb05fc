"""Whatever people, jobs, clocks and crashes do to applications, what must always be true is true (T2.5, T14.3)."""

import os
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from issuance.domain.application.states import State
from tests.builders import NOW
from tests.office_databases import DATABASES, SQLITE
from tests.offices import Installation
from tests.state_machines.life import Life
from tests.state_machines.whole_life import WholeLife

NIGHT = os.environ.get("ORIGINSEAL_TEST_LIVES")
"""How many lives a night's run tries: other ones each time. Where nothing is said, the same few as always."""

LIVES = int(NIGHT or 12)
"""Lives on SQLite; a quarter of them on PostgreSQL."""

STEPS = 40

REACHED = ("submit", "check", "approve", "withdraw", "print", "revoke")
"""What somebody did at least once in all lives: a run in which nothing happens shows nothing."""


@pytest.mark.slow
@pytest.mark.timeout(900)  # a deadline for a machine that others use as well
def test_the_whole_life_of_applications(database: str, office_templates: Callable[[int], Path], tmp_path: Path) -> None:
    template, numbers = office_templates(NOW.year), count()
    with ExitStack() as lent:

        def begin() -> Life:
            lent.close()
            folder = tmp_path / f"life-{next(numbers)}"
            urls = lent.enter_context(DATABASES.lent(folder, database))
            return Life.begin(Installation.make(template, folder, urls))

        reached: Counter[str] = Counter()
        machine = type("Machine", (WholeLife,), {"begin": staticmethod(begin), "reached": reached})
        chosen = settings(
            max_examples=LIVES if database == SQLITE else LIVES // 4,
            stateful_step_count=STEPS,
            suppress_health_check=list(HealthCheck),
            deadline=None,
            derandomize=not NIGHT,
        )
        run_state_machine_as_test(machine, settings=chosen)
    if database == SQLITE:
        assert set(reached) >= {State.DELIVERED, *REACHED}, f"some of it never happened: {reached}"
