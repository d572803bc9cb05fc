"""The book: events in a file that only grows; an incident is what its events add up to."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from operations import journal
from operations.errors import JournalError, RefusedError
from operations.incidents.incident import Incident, Kind, Note
from operations.probe.records import Part
from operations.times import ZONE, written

_CLOCK_TOLERANCE = dt.timedelta(minutes=5)


class IncidentBook:
    """Opens, notes and closes incidents; refusals raise :class:`RefusedError` and write nothing."""

    def __init__(self, folder: Path, clock: Callable[[], dt.datetime]) -> None:
        self._path = folder / "incidents.jsonl"
        self._lock = folder / "incidents.lock"
        self._clock = clock

    def open(
        self,
        kind: Kind,
        what: str,
        *,
        began: dt.datetime | None = None,
        noticed: dt.datetime | None = None,
        stops: Sequence[Part] = (),
        paused: bool = False,
    ) -> Incident:
        """Begin an incident; `began` and `noticed` default to now."""
        now = self._clock()
        with self._alone():
            known = self.all()
            year = now.astimezone(ZONE).year
            number = 1 + max((int(each.id[5:]) for each in known if each.id.startswith(f"{year}-")), default=0)
            incident = _checked(
                id=f"{year}-{number:03}",
                kind=kind,
                what=what,
                began=began or noticed or now,
                noticed=noticed or now,
                stops=tuple(dict.fromkeys(stops)),
                paused=paused,
            )
            _refuse_future(incident.noticed, now)
            fields = incident.model_dump(mode="json", exclude_none=True, exclude={"notes"})
            journal.append(self._path, {"event": "opened", "at": written(now), **fields})
        return incident

    def note(self, incident_id: str, text: str) -> Incident:
        """Write down what was found or done, also after the end."""
        now = self._clock()
        with self._alone():
            incident = self._find(incident_id)
            noted = _checked(**(incident.model_dump() | {"notes": (*incident.notes, Note(at=now, text=text))}))
            journal.append(self._path, {"event": "noted", "at": written(now), "id": incident.id, "text": text})
        return noted

    def close(self, incident_id: str, *, cause: str, done: str, restored: dt.datetime | None = None) -> Incident:
        """End an incident with its cause and what was done; `restored` defaults to now."""
        now = self._clock()
        with self._alone():
            incident = self._find(incident_id)
            if incident.restored is not None:
                raise RefusedError(f"{incident.id} is closed; add what came out later by: operations incident note")
            end = restored or now
            _refuse_future(end, now)
            closed = _checked(**(incident.model_dump() | {"restored": end, "cause": cause, "done": done}))
            journal.append(
                self._path,
                {
                    "event": "closed",
                    "at": written(now),
                    "id": incident.id,
                    "restored": written(end),
                    "cause": cause,
                    "done": done,
                },
            )
        return closed

    def all(self) -> list[Incident]:
        """Return every incident, by its beginning. Raises :class:`JournalError` where an event cannot be read."""
        found: dict[str, Incident] = {}
        file = journal.read(self._path)
        for line in file.lines:
            try:
                _replay(found, line)
            except (KeyError, ValueError) as error:
                raise JournalError(f"{self._path} holds an event that cannot be read: {line}") from error
        return sorted(found.values(), key=lambda each: (each.began, each.id))

    def _find(self, incident_id: str) -> Incident:
        for incident in self.all():
            if incident.id == incident_id:
                return incident
        raise RefusedError(f"There is no incident {incident_id!r}; see: operations incident list")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with journal.alone(self._lock) as is_ours:
            if not is_ours:
                raise RefusedError("Somebody else is writing into the book just now: try again.")
            yield


def _replay(found: dict[str, Incident], line: journal.Line) -> None:
    fields = dict(line)
    event, at = fields.pop("event"), fields.pop("at")
    if event == "opened":
        found[fields["id"]] = Incident.model_validate(fields)
        return
    before = found[fields.pop("id")]
    if event == "noted":
        change: dict[str, object] = {"notes": (*before.notes, Note.model_validate({"at": at, "text": fields["text"]}))}
    elif event == "closed":
        change = fields
    else:
        raise ValueError(event)
    found[before.id] = Incident.model_validate(before.model_dump() | change)


def _checked(**fields: object) -> Incident:
    try:
        return Incident.model_validate(fields)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        sentence = str(problem["msg"]).removeprefix("Value error, ")
        raise RefusedError(f"This cannot be written down: {sentence}.") from error


def _refuse_future(instant: dt.datetime, now: dt.datetime) -> None:
    if instant > now + _CLOCK_TOLERANCE:
        raise RefusedError(f"{instant:%Y-%m-%d %H:%M} UTC lies in the future: it has not happened yet.")
