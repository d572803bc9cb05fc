"""HTTP as the scanner uses it: no redirect is looked at, let alone followed, unless the caller does so itself."""

import requests


class Session(requests.Session):
    """A session that leaves `Location` alone.

    `requests` interprets it even where redirects are off: an address that is none then ends the request with an
    error, while the connection stays open behind it.
    """

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Tell `requests` that there is nowhere to go."""
        return None
