"""What every part of the application is given: the settings and the things that reach outside, passed in."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from reference_service.bulletin import BulletinBoard
from reference_service.config import Config
from reference_service.earlier import EarlierCertificates
from reference_service.guarded_register import GuardedRegister
from reference_service.metrics.tally import Tally
from reference_service.trust import TrustDirectory
from register.documents import DocumentStore
from signing.keys import Signer


@dataclass(frozen=True)
class Service:
    """The parts that views are built over. `clock` gives the present instant in UTC.

    `receipt_signer` holds the service's one secret; without it answers come without a receipt, and say so.
    """

    config: Config
    register: GuardedRegister
    earlier: EarlierCertificates
    documents: DocumentStore
    trust: TrustDirectory
    clock: Callable[[], dt.datetime]
    board: BulletinBoard
    receipt_signer: Signer | None = None
    tally: Tally = field(default_factory=Tally)
