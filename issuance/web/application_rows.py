"""An application's fields, goods and papers, as rows of the officers' page: drawn by the table that draws the form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from issuance.domain.application.application import paper_path
from issuance.domain.application.entry import Entry
from issuance.domain.application.field_types import FieldSpec, Section, Widget
from issuance.domain.application.fields import SECTION_TITLES, columns_of, field_of, fields_of, label_of, sections_of
from issuance.language import _
from issuance.services.applications.wording import ROLES
from issuance.services.review.views import SeenApplication
from issuance.storage.shown import ShownFile
from issuance.web.application_words import date_shown
from issuance.web.review_rows import MOST_PAGES_SHOWN
from signing.canonical import JsonObject

_MAIN = "description"
"""The column of the goods that a line is known by; the others are its facts."""


@dataclass(frozen=True)
class Row:
    """A field: what it is called, what was typed, the remark that is being written, and the one of the last return."""

    path: str
    label: str
    value: str
    changed: bool
    remark: str
    said: str


@dataclass(frozen=True)
class Part:
    """A section of the form."""

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class GoodsRow:
    """A line of the goods table: its description, and its other facts as (label, text, changed)."""

    path: str
    label: str
    description: str
    changed: bool
    facts: Sequence[tuple[str, str, bool]]
    remark: str
    said: str


@dataclass(frozen=True)
class ChangeRow:
    """A difference to the version that was reviewed before."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class PaperShown:
    """A paper with the pages that are shown."""

    title: str
    file: ShownFile
    pages: Sequence[int]
    is_new: bool
    removed: bool
    path: str
    """Of its remark."""
    remark: str
    """What was typed just now."""
    said: str
    """What was said at the last return."""


def parts_of(seen: SeenApplication, typed: Mapping[str, str]) -> list[Part]:
    """Return the form's sections with what was submitted; `typed` are remarks that were typed just now, by path."""
    kind, entry = seen.application.kind, seen.version.entry
    said, changed = seen.application.remarks.fields, {change.field for change in seen.changes}
    parts = [Part(_("From the registration"), _registered(seen, typed))]
    for section in sections_of(kind):
        if section is Section.GOODS:
            continue
        rows = [
            Row(
                field.name,
                _(field.label),
                _value(entry, field),
                field.name in changed,
                typed.get(field.name, ""),
                said.get(field.name, ""),
            )
            for field in fields_of(kind, section)
        ]
        shown = [row for row in rows if row.value or row.changed or row.remark or row.said]
        if shown:
            parts.append(Part(_(SECTION_TITLES[section]), shown))
    return parts


def goods_of(seen: SeenApplication, typed: Mapping[str, str]) -> list[GoodsRow] | None:
    """Return the lines of the goods table; None where the kind has none."""
    columns = columns_of(seen.application.kind)
    if not columns:
        return None
    changed = {change.field for change in seen.changes}
    rows = []
    for number, row in enumerate(seen.version.entry.goods, start=1):
        path = f"goods.{number}"
        facts = [
            (_(column.label), _shown(column, row[column.name]), bool({path, f"{path}.{column.name}"} & changed))
            for column in columns
            if column.name != _MAIN and row.get(column.name)
        ]
        said = [
            text
            for name, text in seen.application.remarks.fields.items()
            if name == path or name.startswith(f"{path}.")
        ]
        rows.append(
            GoodsRow(
                path,
                label_of(path),
                row.get(_MAIN, ""),
                bool({path, f"{path}.{_MAIN}"} & changed),
                facts,
                typed.get(path, ""),
                "\n".join(said),
            )
        )
    return rows


def changes_of(seen: SeenApplication) -> list[ChangeRow]:
    """Return what differs from the version that was reviewed before."""
    return [ChangeRow(label_of(change.field), change.before, change.after) for change in seen.changes]


def papers_of(seen: SeenApplication, typed: Mapping[str, str]) -> list[PaperShown]:
    """Return the papers: those that count first, then those that were taken away since."""
    remarks = seen.application.remarks
    return [
        PaperShown(
            _(ROLES[paper.role]),
            paper.file,
            range(1, min(paper.file.pages, MOST_PAGES_SHOWN) + 1) if paper.file.may_be_shown else (),
            seen.before is not None and paper.since_version == seen.version.number,
            paper.removed,
            paper_path(paper.file.id),
            typed.get(paper_path(paper.file.id), ""),
            remarks.of_paper(paper.file.id),
        )
        for paper in seen.papers
    ]


def _registered(seen: SeenApplication, typed: Mapping[str, str]) -> list[Row]:
    """Return what the certificate takes from the registration, as the submitted version has it."""
    said, draft = seen.application.remarks.fields, seen.version.draft
    before = {} if seen.before is None else seen.before.draft
    return [
        Row(
            path,
            label_of(path),
            _lines(draft, path),
            path in before and _lines(before, path) != _lines(draft, path),
            typed.get(path, ""),
            said.get(path, ""),
        )
        for path in ("exporter", "signatory")
    ]


def _lines(draft: JsonObject, name: str) -> str:
    part = draft.get(name)
    if not isinstance(part, dict):
        return ""
    return "\n".join(str(part[key]) for key in ("name", "title", "address", "country") if part.get(key))


def _value(entry: Entry, field: FieldSpec) -> str:
    if field.only_if is not None:
        name, wanted = field.only_if
        asked = field_of(name)
        if (entry.get(name) or (asked.default if asked else "")) != wanted:
            return ""
    return _shown(field, entry.get(field.name) or field.default)


def _shown(field: FieldSpec, value: str) -> str:
    """Return what was typed; of a choice, the words that the applicant saw."""
    if field.widget is Widget.DATE:
        return date_shown(value)
    return next((_(choice.label) for choice in field.choices if choice.value == value), value)
