"""When what is signed and certified ends: trust files, chambers' keys, certificates of PDF signatures, the bulletin."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

from issuance.domain.calendar import japan_date, japan_midnight
from issuance.domain.key_windows import key_windows
from issuance.office import Office
from issuance.trust.keys import KeyFolder
from issuance.trust.office import TrustOffice
from issuance.trust.published import PublishedTrust
from issuance.trust.repository import BULLETIN_TARGET, TrustRepository
from signing.bulletin import parse_bulletin

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class End:
    """What ends when (UTC). `chamber` is its code, empty for what belongs to the installation."""

    what: str
    chamber: str
    at: dt.datetime


def ends_of(office: Office, now: dt.datetime) -> Iterator[End]:
    """Give every end. Raises `TrustRepositoryError` where the trust files cannot be read."""
    # Reading needs no passphrase, and who watches is given none.
    trust = TrustOffice(TrustRepository(office.config.trust_repository), KeyFolder(office.config.keys / "tuf", b""))
    yield End("trust-root", "", trust.repository.root().signed.expires)
    yield End("trust-targets", "", trust.newest_targets().signed.expires)
    yield End("trust-status", "", trust.newest_status().signed.expires)
    yield End("trust-snapshot", "", trust.repository.snapshot().signed.expires)
    yield End("trust-timestamp", "", trust.repository.timestamp().signed.expires)
    bulletin = trust.published_status_file(BULLETIN_TARGET)
    if bulletin is not None:
        yield End("bulletin", "", parse_bulletin(bulletin).valid_until)
    trust_list = PublishedTrust(trust).at(now).trust_list
    for code in sorted({key.chamber for key in trust_list.keys if key.chamber is not None}):
        until = key_windows(trust_list, code, japan_date(now)).covered_until
        # A chamber that cannot seal some kind today has ended already.
        yield End("chamber-key", code, japan_midnight(until + DAY) if until is not None else now)
        last = _last_pdf_certificate(office.config.keys / "pdf" / code)
        if last is not None:
            yield End("pdf-certificate", code, last)


def _last_pdf_certificate(folder: Path) -> dt.datetime | None:
    """Return when the last year's certificate ends; None where this user may not look into the folder of keys."""
    try:
        files = sorted(folder.glob("2[0-9][0-9][0-9].crt"))
        ends = [x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc for file in files]
    except (OSError, ValueError):
        return None
    return max(ends, default=None)
