"""Draws `bench/results/lookup.svg` from the figures: run with the Python of `.venv-bench`, imports nothing of ours.

python bench/_lookup_plot.py FIGURES.json PLOT.svg
"""

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
from matplotlib import pyplot as plt  # after the back end is chosen

NAMES = {
    "nginx_static": "nginx, a file",
    "nginx_hit": "nginx in front of OriginSeal, kept for 1 s",
    "wsgi": "bare WSGI",
    "wsgi_headers": "bare WSGI with the same headers",
    "wsgi_headers_our_worker": "bare WSGI, same headers, in our worker",
    "warm": "OriginSeal: API, from memory",
    "warm_gunicorns_worker": "OriginSeal: the same in gunicorn's worker",
    "fastapi_redis": "FastAPI + Redis",
    "page": "OriginSeal: page, from memory",
    "unknown_number": "OriginSeal: unknown number (404)",
    "flask": "bare Flask",
    "django": "minimal Django",
    "uncached_sqlite": "OriginSeal: API, from SQLite",
    "uncached_postgresql": "OriginSeal: API, from PostgreSQL",
    "page_made_anew": "OriginSeal: page verified and made anew",
}
WAYS = {"push": "with push", "poll": "by polling", "redis_stopped": "Redis stopped"}
OURS, OTHERS, LINE, INK = "#12355b", "#b8c1cc", "#c2410c", "#1f2933"


def main() -> None:
    """Draw what there are figures of."""
    figures: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    mpl.rcParams.update(
        {
            "font.size": 9,
            "font.family": "sans-serif",
            "svg.hashsalt": "lookup",
            "svg.fonttype": "none",
            "text.color": INK,
        }
    )
    plot, (cost, delays) = plt.subplots(1, 2, figsize=(11, 4.4), width_ratios=(1.5, 1), layout="constrained")
    if "cost" in figures:
        draw_cost(cost, figures["cost"])
    if "push" in figures.get("revocation", {}):
        draw_revocation(delays, figures["revocation"])
    for axes in (cost, delays):
        axes.spines[["top", "right"]].set_visible(False)
    plot.savefig(sys.argv[2], metadata={"Date": None, "Creator": None})


def draw_cost(axes: Any, cost: dict[str, Any]) -> None:  # noqa: ANN401  # this module is checked without matplotlib
    """Draw a bar for each server: how many times as many answers per CPU second as bare Flask."""
    ratios = sorted((cost["ratio_to_bare_flask"][name], name) for name in NAMES if name in cost["cpu_us_per_request"])
    axes.barh(
        [NAMES[name] for _, name in ratios],
        [ratio for ratio, _ in ratios],
        color=[OURS if "OriginSeal" in NAMES[name] else OTHERS for _, name in ratios],
        height=0.7,
    )
    for place, (ratio, name) in enumerate(ratios):
        axes.text(ratio * 1.06, place, f"{ratio:g}", va="center")
        target = cost["targets"].get(name)
        if target is not None:
            axes.plot([target, target], [place - 0.42, place + 0.42], color=LINE, linewidth=2)
    axes.set_xscale("log")
    axes.set_xlim(right=max(ratio for ratio, _ in ratios) * 2)
    axes.xaxis.set_major_formatter(mpl.ticker.FormatStrFormatter("%g"))
    axes.axvline(1, color=INK, linewidth=0.6, linestyle=":")
    axes.set_title("Answers per CPU second, bare Flask = 1 (mark: target)", loc="left")


def draw_revocation(axes: Any, revocation: dict[str, Any]) -> None:  # noqa: ANN401  # as above
    """Draw which share of revocations shows within how many milliseconds."""
    for (way, name), style in zip(WAYS.items(), ("-", "--", ":"), strict=True):
        found = revocation.get(way)
        if found is None:
            continue
        delays = sorted(found["all_ms"])
        shares = [100 * (place + 1) / len(delays) for place in range(len(delays))]
        label = f"{name}: p50 {found['p50_ms']:g}, p99 {found['p99_ms']:g} ms"
        axes.step(delays, shares, where="post", color=OURS, linestyle=style, linewidth=1.6, label=label)
    axes.set_xlabel("milliseconds after the register's commit")
    axes.set_ylabel("% of revocations shown")
    axes.set_xlim(left=0)
    axes.set_ylim(0, 101)
    axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(-0.02, -0.14))
    axes.set_title("A revocation shows", loc="left")


main()
