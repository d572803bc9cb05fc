"""What happens to a certificate between the printer and the officer, as one table of seeded functions.

The tests take a few seeds of each, `bench/scan.py` many; the rate each must reach stands beside it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from tests import degrade
from tests.degrade import Box, Picture


@dataclass(frozen=True, slots=True)
class Printed:
    """A certificate's first page at 300 dpi, what its code says, and where the code stands."""

    page: Picture
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Wear:
    """One kind: `worn` gives the picture that arrives, and at least `readable` of all must be read."""

    worn: Callable[[Printed, np.random.Generator], Picture]
    readable: float


WEAR: Final = {
    "fax, standard mode": Wear(lambda paper, rng: degrade.fax(paper.page, rng), 0.99),
    "fax, fine mode": Wear(lambda paper, rng: degrade.fax(paper.page, rng, "fine"), 0.99),
    "photocopy": Wear(lambda paper, rng: degrade.photocopy(paper.page, rng), 0.99),
    "JPEG, quality 30": Wear(lambda paper, rng: degrade.jpeg(paper.page, rng), 0.99),
    "red stamp over the code": Wear(lambda paper, rng: degrade.stamp(paper.page, rng, paper.box), 0.99),
    "phone, whole page": Wear(lambda paper, rng: degrade.phone(paper.page, rng), 0.99),
    "phone video 720p": Wear(lambda paper, rng: degrade.video_frame(paper.page, rng, paper.box, 720), 0.99),
    "phone video 1080p": Wear(lambda paper, rng: degrade.video_frame(paper.page, rng, paper.box, 1080), 0.99),
    "low light": Wear(lambda paper, rng: degrade.low_light(paper.page, rng), 0.98),
    "crumpled": Wear(lambda paper, rng: degrade.crumpled(paper.page, rng), 0.93),
}


def arriving(paper: Printed, kind: str, seed: int) -> Picture:
    """Return the picture that arrives; the same for the same kind and seed."""
    rng = np.random.default_rng([list(WEAR).index(kind), seed])
    return WEAR[kind].worn(paper, rng)
