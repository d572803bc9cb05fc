"""Figures and a picture of a run."""

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from bench.whole.crowd import Answer
from bench.whole.judging import Judgement
from bench.whole.truth import NEVER, Known

_WIDTH, _HEIGHT, _MARGIN = 960, 340, 46
INK, LINE, FAULT = "#1f2933", "#12355b", "#c2410c"


def figures_of(answers: Sequence[Answer], known: Iterable[Known], seconds: float) -> dict[str, Any]:
    """Return counts by judgement, latencies by kind in milliseconds, and how soon revocations showed."""
    kinds: defaultdict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        kinds[answer.kind].append(answer)
    shown = sorted(max(0.0, one.shown - one.revoked) for one in known if one.shown != NEVER and one.revoked != NEVER)
    return {
        "seconds": round(seconds, 1),
        "answers": len(answers),
        "per_second": round(len(answers) / seconds, 1),
        "judgements": {str(each): 0 for each in Judgement} | dict(Counter(str(answer.judgement) for answer in answers)),
        "uncertain_reasons": _reasons(answers, Judgement.UNCERTAIN),
        "errors": _reasons(answers, Judgement.ERROR),
        "wrong": [f"{each.kind}: {each.reason}" for each in answers if each.judgement is Judgement.WRONG][:20],
        "latency_ms": {kind: _quantiles([a.ended - a.began for a in found]) for kind, found in sorted(kinds.items())},
        "revocations_shown": len(shown),
        "revocation_shown_after_seconds": {
            "p50": round(statistics.median(shown), 3) if shown else None,
            "slowest": round(shown[-1], 3) if shown else None,
        },
    }


def picture_of(answers: Sequence[Answer], began: float, struck: Sequence[tuple[str, float, float]]) -> str:
    """Return an SVG: the 95th percentile of each second on a logarithmic scale, with the faults."""
    seconds: defaultdict[int, list[float]] = defaultdict(list)
    for answer in answers:
        seconds[int(answer.began - began)].append((answer.ended - answer.began) * 1e3)
    last = max(seconds, default=1) + 1
    points = " ".join(
        f"{_x(second, last):.1f},{_y(_quantile(times, 95)):.1f}" for second, times in sorted(seconds.items())
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="11">',
        f'<text x="{_MARGIN}" y="16" fill="{INK}">95th percentile of each second’s answers, in ms</text>',
    ]
    for value in (1, 10, 100, 1_000, 10_000):
        parts.append(f'<line x1="{_MARGIN}" x2="{_WIDTH - 10}" y1="{_y(value)}" y2="{_y(value)}" stroke="#dde3ea"/>')
        parts.append(f'<text x="{_MARGIN - 6}" y="{_y(value) + 4}" text-anchor="end" fill="{INK}">{value:,}</text>')
    for name, start, end in struck:
        left, width = _x(start, last), max(_x(end, last) - _x(start, last), 2)
        parts.append(
            f'<rect x="{left:.1f}" y="30" width="{width:.1f}" height="{_HEIGHT - 60}" fill="{FAULT}" opacity="0.18"/>'
        )
        parts.append(f'<text x="{left:.1f}" y="{_HEIGHT - 12}" fill="{FAULT}">{escape(name)}</text>')
    parts.append(f'<polyline points="{points}" fill="none" stroke="{LINE}"/></svg>')
    return "\n".join(parts) + "\n"


def _reasons(answers: Sequence[Answer], judgement: Judgement) -> dict[str, int]:
    return dict(Counter(f"{each.kind} {each.status} {each.reason}" for each in answers if each.judgement is judgement))


def _quantiles(seconds: list[float]) -> dict[str, float]:
    values = [each * 1e3 for each in seconds]
    return {"count": len(values)} | {f"p{part}": round(_quantile(values, part), 1) for part in (50, 95, 99)}


def _quantile(values: Sequence[float], part: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * part // 100)]


def _x(second: float, last: int) -> float:
    return _MARGIN + second / last * (_WIDTH - _MARGIN - 10)


def _y(milliseconds: float) -> float:
    part = (math.log10(max(milliseconds, 1.0))) / 4
    return round(_HEIGHT - 30 - part * (_HEIGHT - 60), 1)
