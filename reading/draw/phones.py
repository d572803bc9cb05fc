"""The formats in which phones store photographs: HEIC with a library that not every office wants, AVIF with Pillow."""

from collections.abc import Callable, Mapping
from typing import Final

from PIL import features

HOW_TO_GET: Final[Mapping[str, str]] = {
    "HEIC": "install its reader with `pip install 'originseal[scanner,heic]'`",
    "AVIF": "install a Pillow that reads AVIF (12 and later from PyPI do)",
}


def load(kind: str) -> bool:
    """Have Pillow read a kind from now on; False where the library for it is not installed."""
    return LOADERS[kind]()


def _load_heic() -> bool:
    try:
        import pillow_heif
    except ImportError:
        return False
    # No thumbnails: what is small in the file may show another picture than the large one.
    pillow_heif.register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)
    return True


def _load_avif() -> bool:
    if not features.check("avif"):
        return False
    from PIL import AvifImagePlugin

    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    return True


LOADERS: Final[Mapping[str, Callable[[], bool]]] = {"HEIC": _load_heic, "AVIF": _load_avif}
