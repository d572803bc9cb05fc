"""The last fallback for stills: pyzbar, which reads some photographs that zxing-cpp does not.

It is optional, because it needs the system library libzbar. Without it everything else works and a few per
cent of bad photographs stay unread; `INSTALL` is what the person is told.
"""

from functools import cache
from types import ModuleType
from typing import Final

from reading.decode.zxing import Grey

INSTALL: Final = "`apt-get install libzbar0` and `pip install pyzbar`"


def available() -> bool:
    """Whether pyzbar and its system library are there."""
    return _pyzbar() is not None


def read(grey: Grey) -> list[str]:
    """Return the texts of the QR codes in the picture; none where pyzbar is not installed.

    Texts outside ASCII are dropped: libzbar guesses their encoding and often guesses wrong, and a wrong text
    is worse than none. Seals are ASCII.
    """
    pyzbar = _pyzbar()
    if pyzbar is None:
        return []
    symbols = pyzbar.decode(grey, symbols=[pyzbar.ZBarSymbol.QRCODE])
    return [symbol.data.decode("ascii") for symbol in symbols if symbol.data.isascii()]


@cache
def _pyzbar() -> ModuleType | None:
    try:
        from pyzbar import pyzbar
    except ImportError:  # the package is absent, or it found no libzbar
        return None
    module: ModuleType = pyzbar
    return module
