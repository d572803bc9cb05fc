"""An application's form as the page draws it: every field with what was typed, what is wrong, what was remarked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from issuance.domain.application.codes.countries import suggestions
from issuance.domain.application.codes.words import packages, units
from issuance.domain.application.entry import Entry
from issuance.domain.application.field_types import FieldSpec, Section, Widget
from issuance.domain.application.fields import SECTION_TITLES, columns_of, fields_of, sections_of
from issuance.domain.application.problems import Problem
from issuance.language import _
from issuance.services.applications.opened import Opened
from issuance.web.application_words import anchor_of, date_shown, field_label
from signing.content import MAX_GOODS_LINES, Kind


@dataclass(frozen=True)
class FieldView:
    """One field."""

    spec: FieldSpec
    name: str
    """In the form, as in problems and remarks: `goods.3.hs`."""
    value: str
    errors: Sequence[str] = ()
    warnings: Sequence[str] = ()
    remark: str = ""

    @property
    def id(self) -> str:
        """Where links lead."""
        return anchor_of(self.name)


@dataclass(frozen=True)
class LineView:
    """One line of the goods table."""

    number: int
    fields: Sequence[FieldView]
    errors: Sequence[str] = ()
    warnings: Sequence[str] = ()
    remark: str = ""


@dataclass(frozen=True)
class SectionView:
    """A section of the form."""

    section: Section
    title: str
    fields: Sequence[FieldView]


@dataclass(frozen=True)
class FormView:
    """The whole form."""

    sections: Sequence[SectionView]
    columns: Sequence[FieldSpec]
    lines: Sequence[LineView]
    blank_line: LineView
    """From which a script makes further ones; its number is 0."""
    problems: Sequence[Problem]
    general: str
    """The remark on the whole."""

    @property
    def has_room(self) -> bool:
        """Whether the table takes another line."""
        return len(self.lines) < MAX_GOODS_LINES


def form_view(opened: Opened, entry: Entry, *, show_all: bool) -> FormView:
    """Return the form of an entry; with `show_all`, empty fields say too what they lack."""
    kind = opened.application.kind
    maker = _Maker(_by_field(opened.problems), opened.application.remarks.fields, show_all)
    columns = columns_of(kind)
    # One empty line more, to go on in; one at least.
    rows = [*entry.goods, {}][:MAX_GOODS_LINES] if columns else []
    return FormView(
        sections=[
            SectionView(section, _(SECTION_TITLES[section]), maker.fields(fields_of(kind, section), entry))
            for section in sections_of(kind)
        ],
        columns=columns,
        lines=[maker.line(number, row, columns) for number, row in enumerate(rows, 1)],
        blank_line=LineView(0, [FieldView(spec, f"goods.0.{spec.name}", spec.default) for spec in columns]),
        problems=opened.problems,
        general=opened.application.remarks.general,
    )


@dataclass(frozen=True)
class _Maker:
    """Makes fields of what was typed, found and remarked."""

    problems: Mapping[str, Sequence[Problem]]
    remarks: Mapping[str, str]
    show_all: bool

    def fields(self, specs: Sequence[FieldSpec], entry: Entry) -> list[FieldView]:
        """Return the fields of a section."""
        return [self._field(spec, spec.name, entry.get(spec.name), spec.default) for spec in specs]

    def line(self, number: int, row: Mapping[str, str], columns: Sequence[FieldSpec]) -> LineView:
        """Return a line of the goods table."""
        path = f"goods.{number}"
        cells = [self._field(spec, f"{path}.{spec.name}", row.get(spec.name, "")) for spec in columns]
        return LineView(number, cells, *self._said(path, wanted=True), self.remarks.get(path, ""))

    def _field(self, spec: FieldSpec, name: str, value: str, default: str = "") -> FieldView:
        said = self._said(name, wanted=self.show_all or bool(value))
        return FieldView(spec, name, value or default, *said, self.remarks.get(name, ""))

    def _said(self, name: str, *, wanted: bool) -> tuple[list[str], list[str]]:
        found = self.problems.get(name, ()) if wanted else ()
        errors = [problem.sentence for problem in found if problem.is_error]
        return errors, [problem.sentence for problem in found if not problem.is_error]


def _by_field(problems: Sequence[Problem]) -> Mapping[str, list[Problem]]:
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        found.setdefault(problem.field, []).append(problem)
    return found


@dataclass(frozen=True)
class Part:
    """A section as lines to read: label, text, remark, path."""

    title: str
    lines: Sequence[tuple[str, str, str, str]]


def parts_of(kind: Kind, entry: Entry, remarks: Mapping[str, str]) -> list[Part]:
    """Return what was typed, section by section; fields that are empty or do not count are left out."""
    parts = []
    for section in sections_of(kind):
        lines = [
            (_(spec.label), _shown(spec, entry.get(spec.name)), remarks.get(spec.name, ""), spec.name)
            for spec in fields_of(kind, section)
            if entry.get(spec.name) or remarks.get(spec.name)
        ]
        if section is Section.GOODS:
            lines += _goods_lines(kind, entry, remarks)
        if lines:
            parts.append(Part(_(SECTION_TITLES[section]), lines))
    return parts


def _goods_lines(kind: Kind, entry: Entry, remarks: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    for number, row in enumerate(entry.goods, 1):
        path = f"goods.{number}"
        facts = [f"{_(spec.label)}: {_flat(row[spec.name])}" for spec in columns_of(kind) if row.get(spec.name)]
        told = [text for name, text in remarks.items() if name == path or name.startswith(f"{path}.")]
        yield field_label(path), " · ".join(facts), "\n".join(told), path


def _flat(text: str) -> str:
    return " / ".join(line.strip() for line in text.splitlines())


def _shown(spec: FieldSpec, value: str) -> str:
    if spec.widget is Widget.CHOICE:
        return next((_(choice.label) for choice in spec.choices if choice.value == value), value)
    if spec.widget is Widget.DATE:
        return date_shown(value)
    return _("yes") if spec.widget is Widget.CHECK and value == "yes" else value


@dataclass(frozen=True)
class Suggestions:
    """What boxes suggest: pairs of what would be typed, and what stands beside it."""

    countries: Sequence[tuple[str, str]]
    units: Sequence[tuple[str, str]]
    packages: Sequence[tuple[str, str]]


def suggestions_of(country_names: Mapping[str, str]) -> Suggestions:
    """Return them; `country_names` are those of the chamber's settings."""
    return Suggestions(suggestions(country_names), units().suggestions(), packages().suggestions())
