"""Run `scanner check` as a person does, in this process, and hand back what came out."""

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scanner.cli import main


@dataclass(frozen=True)
class Scan:
    """Exit code, the JSON lines, and what was written to stderr."""

    code: int
    results: list[dict[str, Any]]
    errors: str

    @property
    def only(self) -> dict[str, Any]:
        """The one result."""
        assert len(self.results) == 1, self.results
        return self.results[0]

    @property
    def verdict(self) -> tuple[str, str, str, int]:
        """Verdict, reason and paper of the one result, and the exit code."""
        return self.only["verdict"], self.only["reason"], self.only["paper"], self.code


def check(*files: Path, trust: Path, reference: str | None = None, content: Path | None = None) -> Scan:
    """Check files with the trust folder `trust`; offline unless the address of a reference service is given.

    An exception that is no sentence for a person comes through as such and fails the test: a traceback.
    """
    options = ["--trust", str(trust), *(["--reference", reference] if reference else ["--offline"])]
    if content is not None:
        options += ["--content", str(content)]
    return run_check(*options, *(str(file) for file in files))


def run_check(*arguments: str) -> Scan:
    """Run `scanner check --json` with these arguments."""
    output, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        code = main(["check", "--json", *arguments])
    return Scan(code, [json.loads(line) for line in output.getvalue().splitlines()], errors.getvalue())
