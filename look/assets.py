"""What the set-up built for browsers from `web/`: style sheets, scripts and what they load."""

import json
from collections.abc import Callable
from pathlib import Path

BUILT = "built"
"""The folder of the built files inside an application's static folder."""


class AssetsMissingError(Exception):
    """The style and scripts of the pages have not been built."""


def load_assets(static: Path) -> Callable[[str], str]:
    """Return the function that tells under which path of the static folder an asset lies, by its name in a page.

    Raises `AssetsMissingError` when nothing was built, and `KeyError` for a name that no page may ask for.
    """
    try:
        names: dict[str, str] = json.loads((static / BUILT / "manifest.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise AssetsMissingError(
            f"style and scripts of the pages are not built ({static / BUILT} has no manifest.json): run script/setup"
        ) from error
    return lambda name: f"{BUILT}/{names[name]}"
