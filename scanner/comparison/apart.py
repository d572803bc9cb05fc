"""Draw a picture in the limited process that reads strangers' files: what comes back are bare points."""

import io

from reading.documents import read_page
from reading.draw.drawn import Picture
from reading.errors import Obstacle, UnreadableError
from reading.page import Wanted


def draw_apart(data: bytes) -> Picture:
    """Draw a picture in the limited process that reads strangers' files.

    Raises:
        UnreadableError: it is no picture, or one that does harm.

    """
    page = read_page(io.BytesIO(data), 1, good=lambda _text: True, wanted=Wanted(picture=True, codes=False))
    if page.picture is None:
        raise UnreadableError(Obstacle.STOPPED, "gives no picture")
    return page.picture.bgr()
