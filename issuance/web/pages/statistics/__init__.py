"""`/<chamber>/desk/statistics`: what the chamber certified, for its staff (T19.1)."""

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from issuance.domain.staff import StaffAct, roles_for
from issuance.domain.statistics.measures import Measure
from issuance.domain.statistics.protection import LEAST
from issuance.domain.statistics.tables import Step, Table
from issuance.errors import RefusedError
from issuance.language import _
from issuance.letters.charge import yen
from issuance.office import Office
from issuance.services.statistics.desk import Statistics
from issuance.web.charts import Chart, Datum, bars, columns
from issuance.web.forms.statistics import Asked, shortcuts
from issuance.web.guards import staff
from issuance.web.pages.administration.common import actor
from issuance.web.statistics_csv import csv_of
from issuance.web.statistics_words import (
    MEASURES,
    STEPS,
    hours_words,
    month_words,
    part_words,
    period_words,
    slow_words,
    span_words,
)

_READERS = roles_for(StaffAct.READ_STATISTICS)


def statistics_blueprint(office: Office) -> Blueprint:
    """Build the pages."""
    pages = Blueprint("statistics", __name__, url_prefix="/<chamber:chamber>/desk/statistics")
    pages.context_processor(_words)

    def found(asked: Asked) -> Statistics | None:
        return office.statistics.desk.page(actor(), asked.period, asked.step)

    @pages.get("")
    @staff(*_READERS)
    def overview(chamber: str) -> ResponseReturnValue:
        del chamber
        asked = Asked.of(request.args)
        try:
            statistics = found(asked)
        except RefusedError as error:
            flash(str(error), "warning")
            statistics = found(Asked(None, asked.step))
        if statistics is None:
            return render_template("statistics/none.html")
        return render_template(
            "statistics/overview.html",
            statistics=statistics,
            shortcuts=shortcuts(statistics.known),
            series=_series_chart(statistics),
        )

    @pages.post("/export")
    @staff(*_READERS)
    def export(chamber: str) -> ResponseReturnValue:
        asked = Asked.of(request.values)
        statistics = found(asked)
        if statistics is None:
            return redirect(url_for("statistics.overview"))
        period = statistics.period
        with office.units.act(g.who.actor) as unit:
            unit.record("statistics.export", f"statistics:{period.first}", after={"until": str(period.last)})
        answer = Response(f"\ufeff{csv_of(statistics)}", mimetype="text/csv")  # the mark tells Excel that it is UTF-8
        name = f"statistics-{chamber}-{period.first}-{period.last}.csv"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    return pages


def _words() -> dict[str, object]:
    return {
        "LEAST": LEAST,
        "MEASURES": MEASURES,
        "STEPS": STEPS,
        "Measure": Measure,
        "part_words": part_words,
        "month_words": month_words,
        "period_words": period_words,
        "hours_words": hours_words,
        "slow_words": slow_words,
        "span_words": span_words,
        "table_chart": _table_chart,
        "yen": yen,
        "per_cent": _per_cent,
    }


def _per_cent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1f} %"


def _series_chart(statistics: Statistics) -> Chart:
    few = statistics.step is not Step.MONTH or len(statistics.series) <= 18
    return columns(
        [
            Datum(
                span_words(point.period, statistics.step) if few or point.period.first.number % 3 == 1 else "",
                point.count,
                "–" if point.count is None else f"{point.count:,}",
            )
            for point in statistics.series
        ]
    )


def _table_chart(measure: Measure, table: Table) -> Chart:
    """Return the chart of a table; fees are drawn by yen, all else by number."""
    money = measure is Measure.FEES
    found = [(part_words(measure, line.part), line.yen if money else line.count) for line in table.lines]
    if table.others is not None:
        found.append((_("Others, together"), (table.others_yen or 0) if money else table.others))
    return bars([Datum(name, figure, yen(figure) if money else f"{figure:,}") for name, figure in found])
