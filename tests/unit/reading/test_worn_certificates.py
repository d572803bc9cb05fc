"""The demo's certificates as they arrive: faxed, copied, stamped, photographed, crumpled.

A few seeds of each kind; `bench/scan.py` takes many and says how often each is read.
"""

from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from reading.decode import filters, zxing
from reading.decode.cascade import read_texts
from reading.documents import read_pages
from tests.crumple import CREASES, crumple
from tests.degrade import phone
from tests.demo import Demo
from tests.papers import first_page
from tests.wear import WEAR, Printed, arriving

SHARPLY_CRUMPLED = (0, 3, 9, 16)
"""Seeds whose creases run through the code."""


@cache
def printed(pdf: Path) -> Printed:
    page = first_page(pdf)
    (code,) = zxing.read(filters.grey(page))
    across, down = zip(*code.corners, strict=True)
    return Printed(page, code.text, (min(across), min(down), max(across), max(down)))


@pytest.mark.parametrize("kind", WEAR)
def test_a_certificate_is_read_after_what_offices_and_phones_do_to_it(demo: Demo, kind: str) -> None:
    for seed, name in enumerate(("coo-jp", "invoice")):
        paper = printed(demo.pdf(name))
        assert read_texts(arriving(paper, kind, seed), good=paper.text.__eq__) == [paper.text], (name, seed)


def test_sharply_crumpled_certificates_are_read_that_the_first_decoder_alone_does_not_read(demo: Demo) -> None:
    # Every demo draws new salts and keys, so the modules differ from run to run and the creases do not.
    paper = printed(demo.pdf("coo-jp"))
    alone = followed = 0
    for seed in SHARPLY_CRUMPLED:
        rng = np.random.default_rng([7, seed])
        photograph = phone(crumple(paper.page, rng, CREASES, 0.35), rng)
        alone += paper.text in {code.text for code in zxing.read(filters.grey(photograph))}
        followed += paper.text in read_texts(photograph, good=paper.text.__eq__)
    assert followed >= 3
    assert alone < followed


def test_the_worker_follows_bent_codes_as_well(demo: Demo, tmp_path: Path) -> None:
    """Its door is closed by then: whatever the step needs must have been loaded before."""
    paper = printed(demo.pdf("coo-jp"))
    rng = np.random.default_rng([7, 3])
    path = tmp_path / "crumpled.png"
    assert cv2.imwrite(str(path), phone(crumple(paper.page, rng, CREASES, 0.3), rng))
    with path.open("rb") as file, read_pages(file, good=paper.text.__eq__) as pages:
        (page,) = pages
    assert list(page.texts) == [paper.text]
