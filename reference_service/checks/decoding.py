"""From a file's bytes to text: UTF-8 with or without its mark, UTF-16, and Shift_JIS as Japanese Excel writes it."""

import codecs
import re

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


class UnknownEncodingError(ValueError):
    """The bytes are text in none of the encodings that are read."""


def decode_text(data: bytes) -> str:
    """Return the text, without byte order mark; raise :class:`UnknownEncodingError`.

    The order matters: bytes with a mark say what they are, nearly no Shift_JIS text is UTF-8 by accident, and every
    second byte of unmarked UTF-16 is zero where numbers and dates stand.
    """
    try:
        text = _decode(data)
    except UnicodeDecodeError as error:
        raise UnknownEncodingError from error
    # A picture or a spreadsheet file may pass for Shift_JIS; its control characters give it away.
    if _CONTROL.search(text):
        raise UnknownEncodingError
    return text


def _decode(data: bytes) -> str:
    if data.startswith(codecs.BOM_UTF8):
        return data.decode("utf-8-sig")
    if data.startswith(_UTF16_MARKS):
        return data.decode("utf-16")
    if b"\x00" in data:
        return data.decode(_unmarked_utf16(data))
    return _without_mark(data)


def _unmarked_utf16(data: bytes) -> str:
    """Return the byte order: digits and Latin letters have their zero byte last in the little one."""
    return "utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"


def _without_mark(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # cp932 is Shift_JIS with the characters that Windows adds.
        return data.decode("cp932")
