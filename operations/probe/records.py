"""What one check of one round found, as a line of a file for each month (UTC)."""

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer, ValidationError

from operations import journal
from operations.times import Month, written

Instant = Annotated[AwareDatetime, PlainSerializer(written)]


class Part(StrEnum):
    """A part of the system that is promised for itself."""

    REFERENCE = "reference"
    OFFICE = "office"


class Result(StrEnum):
    """How a check ended."""

    UP = "up"
    DOWN = "down"
    WRONG = "wrong"
    """An answer came, and it was not the right one: worse than none."""


class Cause(StrEnum):
    """Why it was not up."""

    NETWORK = "network"
    """Nothing came back from the machine: no address, no route, no connection in time."""
    FAULT = "fault"
    """The machine was there; the program did not answer, or not usefully."""
    ANSWER = "answer"
    """The answer was wrong."""


class Record(BaseModel):
    """One check."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: Instant
    part: Part
    check: Annotated[str, Field(pattern=r"^[a-z]+(-[a-z]+)*$")]
    """Such as `connection`, `lookup-canary`, `scan-revoked`, `page`."""
    result: Result
    cause: Cause | None = None
    seconds: Annotated[float, Field(ge=0)]
    reason: Annotated[str, Field(max_length=300)]
    """In a few words: `IN_FORCE`, `HTTP 503`, `no connection in 10 s`."""

    @classmethod
    def read(cls, line: journal.Line) -> Self | None:
        """Return the record of a line, None where it is none."""
        try:
            return cls.model_validate(line)
        except ValidationError:
            return None


class RecordShelf:
    """The records in a folder: `probe-2026-11.jsonl` and so on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, records: list[Record]) -> None:
        """Write the records of a round, which are all of one instant."""
        if records:
            journal.append(self._path(f"{records[0].at:%Y-%m}"), *(r.model_dump(mode="json") for r in records))

    def of(self, month: Month) -> tuple[list[Record], int]:
        """Return the records of a month of Japan in order, and how many lines could not be read.

        The last record before it comes too: it says how the month began.
        """
        since = month.begins - dt.timedelta(minutes=2)
        names = sorted({f"{instant:%Y-%m}" for instant in (since, month.begins, month.ends)})
        records: list[Record] = []
        damaged = 0
        for name in names:
            found = journal.read(self._path(name))
            read = [Record.read(line) for line in found.lines]
            records += [record for record in read if record is not None and since <= record.at < month.ends]
            damaged += found.damaged + read.count(None)
        return sorted(records, key=lambda record: record.at), damaged

    def _path(self, month: str) -> Path:
        return self._folder / f"probe-{month}.jsonl"
