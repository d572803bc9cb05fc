"""The built assets of the pages; what is missing is an error of ours."""

from collections.abc import Callable
from pathlib import Path

import look.assets
from reference_service.errors import AssetsMissingError


def load_assets(static: Path) -> Callable[[str], str]:
    """Return the function that tells where an asset lies; raises `AssetsMissingError` when nothing was built."""
    try:
        return look.assets.load_assets(static)
    except look.assets.AssetsMissingError as error:
        raise AssetsMissingError(str(error)) from error
