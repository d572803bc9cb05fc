"""What a worker hands over of a page beside its texts, checked: which, how much, in which form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from reading.errors import confused
from reading.page import CHANNELS, MAX_THUMBNAIL_BYTES, MAX_WORDS, PICTURE_SIDE, PagePicture, Wanted

MAX_UTF8_BYTES: Final = 4
"""That a character takes."""

JPEG_START: Final = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class More:
    """What was handed over of one page; None where it was not, or not yet."""

    thumbnail: bytes | None = None
    words: str | None = None
    picture: PagePicture | None = None


def with_one_more(more: More, wanted: Wanted, about: Mapping[str, Any], take: Callable[[int], bytes]) -> More:
    """Take the one that `about` announces; `take` waits for so many bytes.

    Raises:
        UnreadableError: it was not wanted, was handed over before, is too large, or has not the form that it should.

    """
    match about:
        case {"what": "thumbnail", "bytes": int(length)} if wanted.thumbnail and more.thumbnail is None:
            data = _bounded(length, MAX_THUMBNAIL_BYTES, take)
            if data.startswith(JPEG_START):
                return replace(more, thumbnail=data)
        case {"what": "words", "bytes": int(length)} if wanted.words and more.words is None:
            return replace(more, words=_text(_bounded(length, MAX_WORDS * MAX_UTF8_BYTES, take)))
        case {"what": "picture", "bytes": int(length), "width": int(width), "height": int(height)} if (
            wanted.picture
            and more.picture is None
            and 0 < width <= PICTURE_SIDE
            and 0 < height <= PICTURE_SIDE
            and length == width * height * CHANNELS
        ):
            return replace(more, picture=PagePicture(width, height, take(length)))
    raise confused()


def _bounded(length: int, most: int, take: Callable[[int], bytes]) -> bytes:
    if not 0 <= length <= most:
        raise confused()
    return take(length)


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise confused() from error
    if len(text) > MAX_WORDS:
        raise confused()
    return text
