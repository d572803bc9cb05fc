"""Changes of the trust list: a chamber joins, a key is added, retired or declared compromised.

The list itself is defined in `signing.trust`. Every change makes a list with the next version; publishing it needs the
offline keys, by `TrustOffice.publish_targets` or by the ceremony.
"""

import base64
import datetime as dt
from collections.abc import Sequence

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pydantic import ValidationError

from issuance.trust.errors import TrustListError
from issuance.trust.office import TrustOffice
from issuance.trust.repository import TRUST_LIST_TARGET
from signing.content import Kind
from signing.errors import SigningError
from signing.keys import PublicKey
from signing.trust import (
    AnchorState,
    KeyRole,
    KeyState,
    PdfAnchor,
    TrustedChamber,
    TrustedKey,
    TrustList,
    parse_trust_list,
)

FORMAT = "originseal-trust-list-1"
OVERLAP = dt.timedelta(days=31)
"""How long the key of one year still signs in the next, while its successor is being put in place."""


def empty_trust_list(ref_base: str) -> TrustList:
    """Return the first list of an installation, without chambers; TrustListError where `ref_base` is none."""
    try:
        return TrustList(format=FORMAT, version=1, ref_base=ref_base, chambers=(), keys=())
    except ValidationError as error:
        raise _broken(error) from error


def read_trust_list(data: bytes) -> TrustList:
    """Parse a list that is to be published; TrustListError where it breaks a rule."""
    try:
        return parse_trust_list(data)
    except SigningError as error:
        raise TrustListError(f"{error} Only a list that scanners can read is published.") from error


def current_trust_list(office: TrustOffice) -> TrustList:
    """Return the newest list that the offline keys have signed."""
    target = office.newest_targets().signed.targets.get(TRUST_LIST_TARGET)
    if target is None:
        raise TrustListError("No trust list was published yet; run `issuance trust init` with --trust-list.")
    return read_trust_list(office.repository.read_target(target))


def with_chamber(trust_list: TrustList, chamber: TrustedChamber) -> TrustList:
    """Return the list with `chamber` added, or replacing the entry of the same code.

    Anchors that are listed stay listed, in the state that the new entry gives them if it names them: PDFs hang on them
    for as long as their certificates are kept.
    """
    others = tuple(known for known in trust_list.chambers if known.code != chamber.code)
    before = next((known.pdf_anchors for known in trust_list.chambers if known.code == chamber.code), ())
    named = {anchor.certificate for anchor in chamber.pdf_anchors}
    kept = tuple(anchor for anchor in before if anchor.certificate not in named)
    changed = chamber.model_copy(update={"pdf_anchors": (*kept, *chamber.pdf_anchors)})
    return _next(trust_list, chambers=(*others, changed), keys=trust_list.keys)


def anchor_of(certificate: x509.Certificate) -> PdfAnchor:
    """Return the entry of a certificate under which PDFs are signed."""
    der = base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()
    return PdfAnchor(certificate=der, state=AnchorState.ACTIVE)


def with_pdf_anchor(trust_list: TrustList, chamber: TrustedChamber, certificate: x509.Certificate) -> TrustList:
    """Return the list with an anchor for a listed chamber's PDF signatures."""
    anchors = (*chamber.pdf_anchors, anchor_of(certificate))
    return with_chamber(trust_list, chamber.model_copy(update={"pdf_anchors": anchors}))


def with_key(trust_list: TrustList, key: TrustedKey) -> TrustList:
    """Return the list with `key` added; TrustListError where its chamber is not listed or the key is."""
    return _next(trust_list, chambers=trust_list.chambers, keys=(*trust_list.keys, key))


def with_key_state(trust_list: TrustList, key: TrustedKey, state: KeyState) -> TrustList:
    """Return the list with `key` retired or compromised; the same list where it is so already.

    A compromised key never becomes trusted again: TrustListError.
    """
    if key.state is state:
        return trust_list
    if key.state is KeyState.COMPROMISED or state is KeyState.ACTIVE:
        raise TrustListError(
            f"Key {key.key_id.hex()} is {key.state}, which never turns into {state}; add a new key instead."
        )
    changed = key.model_copy(update={"state": state})
    keys = tuple(changed if known == key else known for known in trust_list.keys)
    return _next(trust_list, chambers=trust_list.chambers, keys=keys)


def key_of_year(public_key: PublicKey, chamber: str, year: int, kinds: Sequence[Kind]) -> TrustedKey:
    """Return the entry of a chamber's key for `year`: from 1 January, with a month of overlap into the next."""
    return TrustedKey(
        public_key=public_key.raw.hex(),
        role=KeyRole.CHAMBER,
        chamber=chamber,
        not_before=dt.date(year, 1, 1),
        not_after=dt.date(year, 12, 31) + OVERLAP,
        kinds=tuple(kinds),
        state=KeyState.ACTIVE,
    )


def find_key(trust_list: TrustList, key_id: str) -> TrustedKey:
    """Return the key of a key id in hexadecimal; TrustListError unless there is exactly one."""
    found = [key for key in trust_list.keys if key.key_id.hex() == key_id.lower()]
    if len(found) != 1:
        known = ", ".join(key.key_id.hex() for key in trust_list.keys) or "none"
        raise TrustListError(f"{len(found)} keys have the id {key_id!r}, expected one; the list has: {known}.")
    return found[0]


def _next(trust_list: TrustList, *, chambers: Sequence[TrustedChamber], keys: Sequence[TrustedKey]) -> TrustList:
    try:
        return TrustList(
            format=trust_list.format,
            version=trust_list.version + 1,
            ref_base=trust_list.ref_base,
            chambers=tuple(chambers),
            keys=tuple(keys),
        )
    except ValidationError as error:
        raise _broken(error) from error


def _broken(error: ValidationError) -> TrustListError:
    problem = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in problem["loc"]) or "trust list"
    return TrustListError(f"The trust list would break its rules: {where}: {problem['msg']}. Nothing was published.")
