"""Statistics as a CSV file: exactly what the page shows, figure by figure, in the language that is spoken."""

import csv
import io
from collections.abc import Iterator

from issuance.domain.statistics.measures import Measure
from issuance.domain.statistics.tables import Table
from issuance.language import _
from issuance.services.statistics.desk import Statistics
from issuance.web.statistics_words import MEASURES, part_words
from signing.cells import defused


def csv_of(statistics: Statistics) -> str:
    """Return the file's text."""
    output = io.StringIO()
    writer = csv.writer(output)
    heads = (_("Statistic"), _("From month"), _("To month"), _("Part"), _("Code"), _("Figure"), _("Unit"))
    writer.writerow([defused(head) for head in heads])
    for row in _rows(statistics):
        writer.writerow([defused(cell) for cell in row])
    return output.getvalue()


def _rows(statistics: Statistics) -> Iterator[tuple[str, ...]]:
    for point in statistics.series:
        ends = (str(point.period.first), str(point.period.last))
        yield (_("Certificates"), *ends, _("All"), "", _figure(point.count), _("certificates"))
    ends = (str(statistics.period.first), str(statistics.period.last))
    for measure, table in statistics.tables.items():
        for part, code, figure, unit in _cells(measure, table):
            yield (_(MEASURES[measure]), *ends, part, code, figure, unit)
    for measure, spans in statistics.durations.items():
        found = {} if spans.overall is None else {"": spans.overall}
        for part, durations in {**found, **spans.kinds}.items():
            name = part_words(measure, part) if part else _("All")
            yield (_(MEASURES[measure]), *ends, name, part, str(durations.median), _("business hours, median"))
            slow = _figure(durations.slow)
            yield (_(MEASURES[measure]), *ends, name, part, slow, _("business hours, 90th percentile"))


def _cells(measure: Measure, table: Table) -> Iterator[tuple[str, str, str, str]]:
    unit = _("applications") if measure in (Measure.DECISION, Measure.DUE) else _("certificates")
    found = [(part_words(measure, line.part), line.part, line.count, line.yen) for line in table.lines]
    if table.others is not None:
        found.append((_("Others, together"), "", table.others, table.others_yen or 0))
    if table.is_whole:
        if table.total is None:
            yield (_("All"), "", _figure(None), unit)
            return
        found.append((_("All"), "", table.total, table.total_yen or 0))
    for name, code, count, yen in found:
        yield (name, code, str(count), unit)
        if measure is Measure.FEES:
            yield (name, code, str(yen), _("yen"))


def _figure(figure: int | None) -> str:
    return _("not shown") if figure is None else str(figure)
