"""axe-core (Deque, MPL 2.0), which set-up puts into `web/node_modules`: what it finds wrong with a page."""

from pathlib import Path

from playwright.sync_api import Page

from tests.servers.programs import absent

RUN = """
    axe.run({resultTypes: ["violations"]})
        .then(found => ({passed: found.passes.length, violations: found.violations}))
"""
"""Tries every rule. Of rules that are kept it describes no element: that took two thirds of the time."""

AXE = Path(__file__).parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js"


def axe_script(file: Path = AXE) -> str:
    """Return axe-core's script; without it the test is skipped, and fails in CI."""
    return file.read_text(encoding="utf-8") if file.exists() else absent("axe-core", "npm ci in web/")


def violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong with the page, as `rule: selector`."""
    # Run by the browser's debugger, to which the page's policy does not apply: it needs no exception.
    page.evaluate(axe_script())
    result = page.evaluate(RUN)
    assert result["passed"], "a page on which no rule applies was not tried"
    return [
        f"{rule['id']}: {node['target']} {node['html'][:120]}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]
