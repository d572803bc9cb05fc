"""What the office itself holds as trusted: the newest state that its offline keys have signed."""

import datetime as dt

from issuance.trust.office import TrustOffice
from issuance.trust.repository import SURVIVORS_PREFIX
from issuance.trust.trust_list import current_trust_list
from signing.trust import Trust, parse_survivors


def published_trust(office: TrustOffice, now: dt.datetime) -> Trust:
    """Return trust list and survivors. They count as refreshed now: nobody knows them better than the office."""
    targets = office.newest_targets().signed.targets
    survivors = {
        bytes.fromhex(path.removeprefix(SURVIVORS_PREFIX)): parse_survivors(office.repository.read_target(target))
        for path, target in targets.items()
        if path.startswith(SURVIVORS_PREFIX)
    }
    return Trust(current_trust_list(office), now, survivors)
