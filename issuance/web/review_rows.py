"""A filing's fields and papers, as rows of the registrar's page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from issuance.domain.registration.compare import Difference
from issuance.domain.registration.documents import DATED, PaperKind
from issuance.domain.registration.form import SectionName
from issuance.language import _, spoken_language
from issuance.services.registrar.views import SeenFiling
from issuance.services.registration.wording import PAPERS, label_of
from issuance.storage.shown import ShownFile
from issuance.web.registrar_words import SECTIONS, value_text
from issuance.web.templating import moment_text

MOST_PAGES_SHOWN = 12
"""Of one paper, beside the form; the others are a link away."""

_HIDDEN = frozenset({"key", "upload", "kind", "filename", "specimen"})
"""Parts of a list's items that are shown otherwise: as pictures, or as the item's heading."""


@dataclass(frozen=True)
class Row:
    """A field: what is in force, what is filed, and the remark beside it."""

    path: str
    label: str
    before: str
    after: str
    changed: bool
    remark: str


@dataclass(frozen=True)
class Part:
    """A section, or an item of one: a signatory."""

    name: str
    title: str
    rows: Sequence[Row]

    @property
    def changes(self) -> int:
        """How many of its fields differ from what is in force."""
        return sum(row.changed for row in self.rows)


@dataclass(frozen=True)
class PaperShown:
    """A paper or a specimen signature with its pages."""

    path: str
    title: str
    note: str
    upload: str
    file: ShownFile | None
    pages: Sequence[int]
    remark: str


def sections_of(seen: SeenFiling, typed: Mapping[str, str]) -> list[Part]:
    """Return the filing's fields by section and item. `typed` are remarks that were typed just now, by path."""
    remarks = {**seen.filing.remarks.fields, **typed}
    parts: dict[str, list[Row]] = {}
    for line in seen.differences:
        section, _dot, rest = line.path.partition(".")
        if section == SectionName.PAPERS or line.path.rpartition(".")[2] in _HIDDEN:
            continue
        item = rest.partition(".")[0] if section == SectionName.SIGNATORIES else ""
        row = _row(line, remarks)
        if row.before or row.after or row.remark:
            parts.setdefault(f"{section}.{item}" if item else section, []).append(row)
    return [Part(name, _title(name, rows), rows) for name, rows in parts.items()]


def papers_of(seen: SeenFiling, typed: Mapping[str, str]) -> list[PaperShown]:
    """Return papers and specimen signatures with the pages that are shown; last those that were replaced since."""
    papers = []
    for paper in seen.form.papers:
        kind = PaperKind(paper.kind)
        note = (
            _("Day of issue: %(day)s", day=spoken_language().day_text(paper.issued))
            if kind in DATED and paper.issued
            else ""
        )
        papers.append(_paper(seen, f"papers.{paper.kind}", _(PAPERS[kind]), note, paper.upload, typed))
    for each in seen.form.signatories:
        title = _("Specimen signature: %(name)s", name=each.name_en)
        papers.append(_paper(seen, f"signatories.{each.key}.specimen", title, each.name_ja, each.specimen, typed))
    for old in seen.replaced:
        what = _(PAPERS[PaperKind(old.kind)]) if old.kind else _("Specimen signature: %(name)s", name=old.whose)
        note = _("Handed in on %(moment)s", moment=moment_text(old.at))
        papers.append(_paper(seen, "", _("%(paper)s, replaced since", paper=what), note, old.upload, {}))
    return papers


def _paper(seen: SeenFiling, path: str, title: str, note: str, upload: str, typed: Mapping[str, str]) -> PaperShown:
    file = seen.files.get(upload)
    shown = min(file.pages, MOST_PAGES_SHOWN) if file is not None and file.may_be_shown else 0
    remark = {**seen.filing.remarks.fields, **typed}.get(path, "")
    return PaperShown(path, title, note, upload, file, range(1, shown + 1), remark)


def _row(line: Difference, remarks: Mapping[str, str]) -> Row:
    return Row(
        line.path,
        label_of(line.path),
        value_text(line.path, line.before),
        value_text(line.path, line.after),
        line.changed,
        remarks.get(line.path, ""),
    )


def _title(name: str, rows: Sequence[Row]) -> str:
    section, _dot, item = name.partition(".")
    title = _(SECTIONS[SectionName(section)])
    if not item:
        return title
    who = next((row.after or row.before for row in rows if row.path.endswith(".name_ja")), item)
    return _("Signatory: %(name)s", name=who)
