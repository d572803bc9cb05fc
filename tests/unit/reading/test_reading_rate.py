"""How many real photographs are read. The photographs are test input only and absent from a plain clone."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from reading.decode import zxing
from reading.decode.cascade import View, read_texts
from reading.draw.drawn import Picture

PHOTOGRAPHS = Path(__file__).resolve().parents[4] / "shared" / "data" / "qr-real"

FLOOR = 149
"""Of 152. Measured 151 (the last one carries a wrong expected text); zxing-cpp alone reads 138."""

FLOOR_WITHOUT_ZBAR = 148


def labelled_photographs() -> list[tuple[Picture, set[str]]]:
    manifest = PHOTOGRAPHS / "manifest.json"
    if not manifest.exists():
        pytest.skip(f"the real photographs are not here ({PHOTOGRAPHS.name}); they are no part of the product")
    images = json.loads(manifest.read_text())["images"]
    assert images, "a manifest without images would prove nothing"
    labelled = []
    for image in images:
        picture = cv2.imread(str(PHOTOGRAPHS / image["file"]), cv2.IMREAD_COLOR)
        assert picture is not None, image["file"]
        expected = image["expected"]
        labelled.append((picture.astype(np.uint8), {expected} if isinstance(expected, str) else set(expected)))
    return labelled


def test_the_cascade_reads_more_real_photographs_than_its_first_decoder_alone() -> None:
    by_cascade = by_zxing = 0
    for picture, expected in labelled_photographs():
        by_zxing += bool(expected & {code.text for code in zxing.read(View(picture).grey)})
        by_cascade += bool(expected & set(read_texts(picture, good=expected.__contains__)))
    assert by_cascade >= FLOOR
    assert by_cascade > by_zxing


def test_no_photograph_gives_two_different_readings_of_one_code() -> None:
    """A false read is worse than none: it would name a certificate that nobody holds."""
    strange = 0
    for picture, expected in labelled_photographs():
        texts = set(read_texts(picture, good=lambda _: True))
        strange += bool(texts) and not texts & expected
    # One photograph's label has a typing error of the set itself (photograph for photography).
    assert strange <= 1
