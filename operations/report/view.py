"""The report in words: one plain structure from which page and paper are set, so that both say the same."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from operations.incidents.incident import MOST_FAULTS_A_YEAR, RECOVERY, Incident
from operations.report.chart import COLOURS, business_of, month_chart
from operations.report.figures import AVAILABILITY_PROMISED, NETWORK_PROMISED, Figures, Finding
from operations.report.minutes import Pause, Spell, State
from operations.report.report import PartMonth, Report
from operations.report.words import Words

MOST_LINES: Final = 40
"""Of outages and of gaps; more are told by their number."""

View = dict[str, Any]


def view_of(report: Report, words: Words) -> View:
    """Return all that is said, in the language of `words`."""
    return {
        "language": words.language,
        "service": report.service_name,
        "title": words["title"],
        "month": words.month(report.month),
        "so_far": None if report.is_over else words["so_far"],
        "made": f"{words['made'].format(at=words.instant(report.made_at))}. {words['zone']}"
        if words.language == "en"
        else f"{words['made'].format(at=words.instant(report.made_at))}　{words['zone']}",
        "summary": _summary(report, words),
        "formula": _formula(report, words),
        "line": _line(report, words),
        "charts": [_chart(report, each, words) for each in report.parts],
        "chart_head": words["chart"],
        "chart_note": words["chart_note"],
        "legend": [{"colour": colour, "text": words.of(state)} for state, colour in COLOURS.items()],
        "tables": [_outages(report, words), _pauses(report, words), _gaps(report, words)],
        "incidents": _incidents(report, words),
        "method": {
            "head": words["method"],
            "texts": [
                words["method_text"],
                *([words["damaged"].format(count=report.damaged)] if report.damaged else []),
            ],
        },
        "page": words["page"],
    }


def _summary(report: Report, words: Words) -> View:
    rows = []
    for each in report.parts:
        if each.business is not None and report.hours is not None:
            hours = words["business"].format(chamber=words.text(report.hours.names))
            rows.append(_row(each, each.business, hours, words))
        rows.append(_row(each, each.whole, words["whole"], words))
    heads = ("part", "hours", "promised", "paused", "due", "down", "unmeasured", "availability")
    return {
        "head": words["summary"],
        "heads": [words[name] for name in heads],
        "rows": rows,
        "promise": words["promise"].format(least=AVAILABILITY_PROMISED),
        "note": words["minutes_note"],
    }


def _row(each: PartMonth, figures: Figures, hours: str, words: Words) -> View:
    share = figures.availability_measured
    return {
        "part": words.of(each.part),
        "hours": hours,
        "minutes": [_minutes(n) for n in (figures.promised, figures.paused, figures.due, figures.down)],
        "unmeasured": _minutes(figures.unmeasured),
        "availability": _percent(figures.availability),
        "measured": words["of_measured"].format(share=share)
        if figures.unmeasured and share is not None and share != figures.availability
        else None,
        "finding": words.of(figures.finding),
        "state": _state(figures.finding),
    }


def _formula(report: Report, words: Words) -> View:
    sums = []
    for each in report.parts:
        f = each.promised
        taken = f"{_minutes(f.promised)} − {_minutes(f.paused)}"
        sums.append(
            f"{words.of(each.part)}: ({taken} − {_minutes(f.down)} − {_minutes(f.unmeasured)}) ÷ ({taken}) × 100 "
            f"= {_percent(f.availability)}"
        )
    return {"head": words["formula"], "text": words["formula_text"], "sums": sums}


def _line(report: Report, words: Words) -> View:
    rows = [
        {
            "part": words.of(each.part),
            "share": _percent(each.promised.network_share),
            "finding": words.of(each.promised.network_finding),
            "state": _state(each.promised.network_finding),
        }
        for each in report.parts
    ]
    return {"head": words["network"], "text": words["network_text"].format(most=NETWORK_PROMISED), "rows": rows}


def _chart(report: Report, each: PartMonth, words: Words) -> View:
    business = [] if each.business is None or report.hours is None else business_of(report.month, report.hours.open)
    title = f"{words['chart']}: {words.of(each.part)}"
    return {"part": words.of(each.part), "svg": month_chart(report.month, each.states, business, title)}


def _outages(report: Report, words: Words) -> View:
    rows, rest = _spells([(each, spell) for each in report.parts for spell in each.outages], words)
    heads = [words[name] for name in ("part", "from", "until", "minutes", "what", "noted")]
    return {"head": words["outages"], "heads": heads, "rows": rows, "rest": rest, "none": words["no_outages"]}


def _gaps(report: Report, words: Words) -> View:
    rows, rest = _spells([(each, spell) for each in report.parts for spell in each.gaps], words)
    heads = [words[name] for name in ("part", "from", "until", "minutes")]
    return {
        "head": words["gaps"],
        "heads": heads,
        "rows": [row[:4] for row in rows],
        "rest": rest,
        "none": words["no_gaps"],
    }


def _spells(found: Sequence[tuple[PartMonth, Spell]], words: Words) -> tuple[list[list[str]], str | None]:
    rows = [
        [
            words.of(each.part),
            words.instant(spell.begins),
            words.instant(spell.ends),
            _minutes(spell.minutes),
            words.of(spell.state),
            "; ".join(spell.reasons[:3]),
        ]
        for each, spell in found[:MOST_LINES]
    ]
    left = [spell.minutes for _, spell in found[MOST_LINES:]]
    return rows, words["more"].format(count=len(left), minutes=_minutes(sum(left))) if left else None


def _pauses(report: Report, words: Words) -> View:
    rows = [
        [
            words.of(each.part),
            words.instant(pause.begins),
            words.instant(pause.ends),
            _minutes(int((pause.ends - pause.begins).total_seconds()) // 60),
            words.of(pause.state),
            _pause_text(pause, words),
        ]
        for each in report.parts
        for pause in each.pauses
    ]
    heads = [words[name] for name in ("part", "from", "until", "minutes", "what", "noted")]
    heads[-1] = ""
    return {"head": words["pauses"], "heads": heads, "rows": rows, "rest": None, "none": words["no_pauses"]}


def _pause_text(pause: Pause, words: Words) -> str:
    if pause.state is State.ATTACK:
        return words["article_22_3"].format(what=pause.text[""])
    return words.text(pause.text)


def _incidents(report: Report, words: Words) -> View:
    faults = words["faults"].format(year=report.month.year, count=report.faults, most=MOST_FAULTS_A_YEAR)
    return {
        "head": words["incidents"],
        "none": words["no_incidents"],
        "faults": faults,
        "state": "kept" if report.faults <= MOST_FAULTS_A_YEAR else "missed",
        "list": [_incident(each, report.made_at, words) for each in report.incidents],
    }


def _incident(incident: Incident, now: dt.datetime, words: Words) -> View:
    limit = RECOVERY.get(incident.kind)
    promise = words["within"].format(hours=int(limit.total_seconds()) // 3600) if limit is not None else None
    standing = incident.standing(now)
    facts = [
        [words["began"], words.instant(incident.began)],
        [words["noticed"], words.instant(incident.noticed)],
        [words["restored"], words.instant(incident.restored) if incident.restored else words["open"]],
    ]
    if incident.lasted is not None:
        facts.append([words["lasted"], words.duration(incident.lasted)])
    facts.append([words["recovery"], f"{words.of(standing)} ({promise})" if promise else words.of(standing)])
    if incident.cause:
        facts.append([words["cause"], incident.cause])
    if incident.done:
        facts.append([words["done"], incident.done])
    return {
        "id": incident.id,
        "kind": words.of(incident.kind),
        "what": incident.what,
        "facts": facts,
        "state": str(standing).replace(" ", "-"),
    }


def _minutes(count: int) -> str:
    return f"{count:,}"


def _percent(share: Decimal | None) -> str:
    return "–" if share is None else f"{share} %"


def _state(finding: Finding) -> str:
    return str(finding).replace(" ", "-")
