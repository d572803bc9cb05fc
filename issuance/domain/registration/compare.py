"""A form as lines, and two forms line by line: what a registrar sees side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from issuance.domain.registration.form import RegistrationForm, SectionName

_OF_THE_FILING = frozenset({SectionName.PAPERS.value, SectionName.PLEDGE.value})
"""Sections that each filing brings anew: they are shown, and compared with nothing."""


@dataclass(frozen=True)
class FieldLine:
    """One field. `path` is `section.field`, in a list `section.item.field`; `value` is as stored, '' for nothing."""

    path: str
    value: str


@dataclass(frozen=True)
class Difference:
    """One field in two forms."""

    path: str
    before: str
    after: str
    changed: bool


def lines_of(form: RegistrationForm) -> list[FieldLine]:
    """Return every field in the order of the form. An item of a list is named by its key, a paper by its kind."""
    return [FieldLine(path, value) for path, value in _lines("", form.model_dump(mode="json"))]


def compare(before: RegistrationForm | None, after: RegistrationForm) -> list[Difference]:
    """Return every field of both; without `before` nothing counts as changed.

    A renewal or a change says nothing of signatories: they are then left out, not shown as gone.
    """
    new = {line.path: line.value for line in lines_of(after)}
    old = {} if before is None else {line.path: line.value for line in lines_of(before)}
    said = {path.partition(".")[0] for path in new}
    paths = [*new, *(path for path in old if path not in new and path.partition(".")[0] in said - _OF_THE_FILING)]
    return [
        Difference(path, _old(old, path), new.get(path, ""), before is not None and _changed(old, new, path))
        for path in paths
    ]


def _old(old: Mapping[str, str], path: str) -> str:
    return "" if path.partition(".")[0] in _OF_THE_FILING else old.get(path, "")


def _changed(old: Mapping[str, str], new: Mapping[str, str], path: str) -> bool:
    return path.partition(".")[0] not in _OF_THE_FILING and old.get(path, "") != new.get(path, "")


def _lines(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _lines(f"{path}.{name}" if path else name, inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        if value and not isinstance(value[0], Mapping):
            yield path, ", ".join(str(item) for item in value)
            return
        for item in value:
            yield from _lines(f"{path}.{item.get('key') or item.get('kind')}", item)
    else:
        yield path, _text(value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
