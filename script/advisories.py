"""Asks whether anything that the locks pin has a known weakness: PyPI's advisories by pip-audit, npm's by npm audit.

Exit 0: asked, nothing known. 1: something is known, said with the version that mends it. 3: could not be asked (no way
out, or a mirror without advisories), and nothing is known thereby. An answer is never taken for granted: pip-audit
passes over a package that it cannot find, so what was passed over counts as not asked.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOTHING_KNOWN, KNOWN, NOT_ASKED = 0, 1, 3
_SECONDS = 600
_FIRST = re.compile(r"^[A-Za-z0-9][\s\S]*?(?=^[A-Za-z0-9])", re.MULTILINE)

Run = Callable[[list[str], Path], str]
"""Runs a program in a folder; returns what it printed, '' where it could not be run."""


@dataclass(frozen=True)
class Outcome:
    """What one service said: sentences of weaknesses, and why it could not be asked ('' where it was)."""

    known: tuple[str, ...] = ()
    not_asked: str = ""


def python_advisories(lock: str, run: Run) -> Outcome:
    """Ask of every package of a lock; of the first alone before, so that a service that is away is asked once."""
    first = _FIRST.search(lock)
    for part in (first[0] if first else lock, lock):
        outcome = _pip_audit(part, run)
        if outcome.not_asked or outcome.known:
            return outcome
    return outcome


def _pip_audit(lock: str, run: Run) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "requirements.txt"
        file.write_text(lock, encoding="utf-8")
        command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "--progress-spinner", "off"]
        said = _json(run([*command, "--format", "json", "-r", str(file)], Path(folder)))
    packages = said.get("dependencies")
    if not isinstance(packages, list) or not packages:
        return Outcome(not_asked="PyPI's advisories gave no answer")
    known = tuple(
        f"{each['name']} {each['version']}: {one['id']}, mended in {', '.join(one['fix_versions']) or 'none yet'}"
        for each in packages
        for one in each.get("vulns", [])
    )
    passed_over = [each["name"] for each in packages if "skip_reason" in each]
    if passed_over:
        return Outcome(known, f"PyPI's advisories say nothing of {len(passed_over)} packages ({passed_over[0]} …)")
    return Outcome(known)


def web_advisories(folder: Path, run: Run) -> Outcome:
    """Ask npm of web/package-lock.json."""
    said = _json(run(["npm", "audit", "--package-lock-only", "--json"], folder))
    weaknesses = said.get("vulnerabilities")
    if not isinstance(weaknesses, dict):
        return Outcome(not_asked="npm's advisories gave no answer")
    return Outcome(tuple(f"{name} ({each['severity']}), {each['range']}" for name, each in weaknesses.items()))


def report(outcomes: list[Outcome]) -> tuple[int, list[str]]:
    """Return the exit code and the sentences."""
    known = [f"Known: {sentence}." for outcome in outcomes for sentence in outcome.known]
    not_asked = [f"Not asked: {outcome.not_asked}." for outcome in outcomes if outcome.not_asked]
    if known:
        return KNOWN, known + not_asked
    if not_asked:
        return NOT_ASKED, [*not_asked, "Nothing is known thereby: ask again from a machine with a way out."]
    return NOTHING_KNOWN, ["No weakness is known of what the locks pin."]


def _json(text: str) -> dict[str, object]:
    # npm writes warnings before its answer.
    start = text.find("{")
    try:
        said = json.loads(text[start:]) if start >= 0 else {}
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _run(command: list[str], folder: Path) -> str:
    try:
        ran = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, errors="replace", timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ran.stdout


def main() -> int:
    """Ask both and say what was answered."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    code, sentences = report([python_advisories(lock, _run), web_advisories(ROOT / "web", _run)])
    print("\n".join(sentences), file=sys.stderr if code else sys.stdout)
    return code


if __name__ == "__main__":
    sys.exit(main())
