"""The report of an import: a table with each bad row, what is wrong with it and what to do."""

import csv
import io
from collections.abc import Iterable

from issuance.domain.imports.rows import WORDS
from issuance.language import _
from issuance.storage.imports import Problem
from signing.cells import defused


def headings() -> list[str]:
    """Return the table's headings, in the language that is spoken."""
    return [_("Line"), _("Certificate number"), _("What is wrong"), _("How to mend it")]


def cells_of(problem: Problem) -> list[str]:
    """Return the cells of a bad row."""
    wrong, to_do = WORDS[problem.wrong]
    return [str(problem.line), problem.number, _(wrong), _(to_do)]


def report_of(problems: Iterable[Problem]) -> str:
    """Return the report as CSV; no cell of it runs as a formula."""
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow([defused(heading) for heading in headings()])
    writer.writerows([defused(cell) for cell in cells_of(problem)] for problem in problems)
    return output.getvalue()
