"""What every drill shares: it says what it does, compares facts with what must be, measures, and keeps a record."""

import datetime as dt
import json
import os
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import pytest

Say = Callable[[str], None]


class Verdict(StrEnum):
    """How a drill ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_POSSIBLE = "not possible here"


class DrillError(Exception):
    """Something that a drill shows is not as it must be."""


@dataclass
class Drill:
    """One run of a drill. `folder` is empty and its own; `large` asks for more than a minute's work."""

    name: str
    folder: Path
    say: Say
    large: bool = False
    facts: list[str] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)

    def step(self, sentence: str) -> None:
        """Say what is done next."""
        self.say(f"  … {sentence}")

    def fact(self, sentence: str, holds: bool, told: object = "") -> None:  # reads as a sentence
        """Note a fact that must hold; raise `DrillError` with what was seen where it does not."""
        if not holds:
            raise DrillError(f"{sentence}: not so{f' ({told})' if told != '' else ''}.")
        self.facts.append(sentence)
        self.say(f"  ✓ {sentence}")

    def figure(self, name: str, value: float) -> None:
        """Note a figure; its name ends with its unit."""
        self.figures[name] = round(value, 3)
        self.say(f"    {name.replace('_', ' ')}: {value:,.3g}")

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Note how many seconds the block takes."""
        began = time.monotonic()
        yield
        self.figure(f"{name}_seconds", time.monotonic() - began)


@dataclass(frozen=True)
class Record:
    """What is kept of a run."""

    name: str
    verdict: Verdict
    reason: str
    began: dt.datetime
    seconds: float
    facts: list[str]
    figures: dict[str, float]

    def write(self, folder: Path) -> Path:
        """Write it as JSON into a new file of the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{self.began:%Y%m%dT%H%M%SZ}-{self.name}.json"
        values = {
            "drill": self.name,
            "verdict": str(self.verdict),
            "reason": self.reason,
            "began": self.began.isoformat(timespec="seconds"),
            "seconds": round(self.seconds, 1),
            "load_of_machine": round(os.getloadavg()[0], 1),
            "facts": self.facts,
            "figures": self.figures,
        }
        file.write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        return file


def carry_out(drill: Drill, run: Callable[[Drill], None], now: dt.datetime) -> Record:
    """Run a drill to its verdict: a missing program is no failure, everything else that is raised is one."""
    began = time.monotonic()
    verdict, reason = Verdict.PASSED, ""
    try:
        run(drill)
    except pytest.skip.Exception as missing:  # the tests' servers say so where a program is missing
        verdict, reason = Verdict.NOT_POSSIBLE, str(missing)
    except (DrillError, pytest.fail.Exception) as error:
        verdict, reason = Verdict.FAILED, str(error)
    except Exception as error:  # noqa: BLE001  # whatever stops a drill is its finding
        traceback.print_exc()
        verdict, reason = Verdict.FAILED, f"{type(error).__name__}: {error}"
    return Record(drill.name, verdict, reason, now, time.monotonic() - began, drill.facts, drill.figures)
