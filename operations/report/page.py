"""The report as one HTML file that needs nothing else: style and drawings stand in it."""

from importlib import resources

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from operations.report.view import View


def page_of(view: View) -> str:
    """Return the page. Every text is escaped; the drawings are our own."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    source = (resources.files("operations.report") / "report.html").read_text(encoding="utf-8")
    charts = [{"part": chart["part"], "svg": Markup(chart["svg"])} for chart in view["charts"]]  # noqa: S704  # drawn by us
    return environment.from_string(source).render({**view, "charts": charts})
