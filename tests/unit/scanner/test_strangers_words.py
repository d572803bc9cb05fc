"""Words of strangers among ours, on the screens of the camera and of the counter."""

import numpy as np
import pytest

from scanner.camera.still import draw_still
from scanner.camera.watch import Hit
from scanner.screen.finding import Finding
from scanner.screen.findings import cannot_tell, finding_of
from signing.result import Reason, Verdict, VerificationResult

WORDS = [
    "gone.\nVALID: issued and in force\r",
    "gone.\u202eecrof ni dna deussi",
    "gone.\u2028VALID",
    "gone.\ud800\udfff\x00\x1b[2J\x9b",
    "gone." + "\u0301" * 300,
]


def findings(words: str) -> list[Finding]:
    result = VerificationResult(
        Verdict.INDETERMINATE, Reason.STATUS_UNAVAILABLE, detail=f"It was not looked up: {words}"
    )
    return [finding_of(result), cannot_tell(words)]


@pytest.mark.parametrize("words", WORDS)
def test_they_stay_on_their_line_in_their_direction_and_stop_no_drawing(words: str) -> None:
    for finding in findings(words):
        assert all(line.isprintable() for line in (*finding.lines, finding.step))
        picture = draw_still(
            Hit("text", finding, 0.0, np.zeros((48, 64, 3), np.uint8)), finding, 640, 480, comparable=False
        )
        assert picture.shape == (480, 640, 3)
