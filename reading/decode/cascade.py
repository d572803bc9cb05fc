"""The still cascade: one picture, twelve ways to look at it, the cheap ones first.

Most pictures are read by the first step in a millisecond or two; each further step reads some that all before
it did not, and costs more. The order is data (`STEPS`): measured, not derived. `bench/scan.py` measures it
again; docs/adr/0022-bent-codes-are-followed.md says on what they were chosen.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from reading.decode import filters, steps
from reading.decode.view import Reading, View
from reading.draw.drawn import Picture
from reading.errors import Obstacle, UnreadableError
from reading.limits import DEFAULT_LIMITS, Limits

__all__ = ["STEPS", "STEPS_WITHOUT_ZBAR", "Reading", "Step", "View", "read_texts"]


@dataclass(frozen=True, slots=True)
class Step:
    """One way to look at a picture."""

    name: str
    read: Callable[[View], Reading]


STEPS: Final = (
    Step("grey", steps.read_grey),
    Step("red channel", steps.read_red_channel),
    Step("blur", steps.read_blurred),
    Step("local threshold", steps.read_local_threshold),
    Step("unsharp", steps.read_unsharp),
    Step("unsharp, one threshold", steps.read_unsharp_one_threshold),
    Step("coarse blur", steps.read_coarsely_blurred),
    Step("flattened", steps.read_flattened),
    Step("resized and unsharp", steps.read_resized_unsharp),
    Step("turned", steps.read_turned),
    Step("zbar", steps.read_zbar),
    Step("zbar unsharp", steps.read_zbar_unsharp),
)
"""The cascade in its order."""

STEPS_WITHOUT_ZBAR: Final = STEPS[:-2]


def read_texts(
    picture: Picture,
    *,
    good: Callable[[str], bool],
    limits: Limits = DEFAULT_LIMITS,
    clock: Callable[[], float] = time.monotonic,
    steps: tuple[Step, ...] | None = None,
) -> list[str]:
    """Return all distinct texts found until a step found a `good` one, in the order of finding.

    While no text is good the search goes on: a page may carry a courier's code, readable at once, beside a
    seal that only a later step reads. It also goes on while a step saw a further code that it could not
    read: one good seal must not hide a second one on the same page. `good` is asked once per text.

    `clock` counts seconds; no step begins after `limits.max_seconds_per_picture`, and what was found until
    then is returned.

    Raises:
        UnreadableError: more than `limits.max_codes_per_picture` texts.

    """
    started = clock()

    def out_of_time() -> bool:
        return clock() - started > limits.max_seconds_per_picture

    view = View(filters.shrunk(picture, limits.max_pixels_searched), out_of_time)
    texts: list[str] = []
    good_found = unread = False
    for step in steps or (STEPS if limits.use_zbar else STEPS_WITHOUT_ZBAR):
        if out_of_time():
            break
        reading = step.read(view)
        new = [text for text in dict.fromkeys(reading.texts) if text not in texts]
        texts += new
        if len(texts) > limits.max_codes_per_picture:
            raise UnreadableError(
                Obstacle.TOO_MANY_CODES,
                f"has a page with more than {limits.max_codes_per_picture} QR codes; cut it and check the parts",
            )
        # Every text is asked for, past the first good one: the caller may keep what it learned of each.
        good_found = [good(text) for text in new].count(True) > 0 or good_found
        unread = reading.unread if reading.unread is not None else unread
        if good_found and not unread:
            break
    return texts
