"""Which of the office's settings would send something in the clear to another machine."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from register.encrypted import (
    is_here,
    plain_database,
    plain_documents,
    plain_mail,
    plain_redis,
    plain_scanner,
)

ALLOW, REFUSE = "allow", "refuse"

_CHECKED = {
    "database_url": plain_database,
    "register_url": plain_database,
    "redis_url": plain_redis,
    "limits_redis_url": plain_redis,
    "smtp_url": plain_mail,
    "clamd": plain_scanner,
}
_IN_BUCKETS = ("documents_url", "originals_url")


def plain_settings(settings: Mapping[str, str], environment: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for each setting that names a server elsewhere without TLS; none shows a password."""
    for name, why_plain in _CHECKED.items():
        why = why_plain(settings.get(name, ""))
        if why is not None:
            yield f"ISSUANCE_{name.upper()} {why}."
    for name in _IN_BUCKETS:
        why = plain_documents(settings.get(name, ""), environment)
        if why is not None:
            yield f"ISSUANCE_{name.upper()} {why}."
    public = urlsplit(settings.get("public_url", ""))
    if public.scheme == "http" and not is_here(public.hostname or ""):
        yield f"ISSUANCE_PUBLIC_URL is http://{public.hostname}: people would send passwords in the clear."
