"""A chamber's key gives way to a new one: no certificate fails before, during or after."""

from drills.drill import Drill
from drills.rehearsal import CHAMBER, active_keys, command, issue, rehearse
from drills.witness import Witness
from signing.seal import parse_seal
from tests.servers.reference import ReferenceServer

ABOUT = "replace a chamber's key; every certificate stays good before, during and after"


def run(drill: Drill) -> None:
    """Issue under the old key, list the new one, retire the old one, and check everything at each step."""
    office_of = rehearse(drill)
    entries = issue(office_of, *range(1, 101 if drill.large else 4))
    with ReferenceServer(office_of.config.directory) as service:
        scanner = Witness(drill.folder / "scanner", office_of.config.trust_repository, service.url)

        def all_good(when: str) -> None:
            scanner.look_again()
            reasons = scanner.reasons(entries)
            drill.fact(f"all {len(entries)} certificates are in force {when}", reasons == {"IN_FORCE"}, reasons)

        all_good("before")
        with office_of.open() as office:
            (old,) = active_keys(office)
        drill.step("list the new key beside the old one: issuance trust add-key")
        command(office_of, "trust", "add-key", "--chamber", CHAMBER)
        all_good("while both keys are listed")
        entries += issue(office_of, 1001)
        all_good("with one issued while both keys were listed")
        drill.step("retire the old key and destroy its private half: issuance trust retire-key")
        command(office_of, "trust", "retire-key", old.key_id.hex())
        office_of.keys = None  # what follows is another process: it holds no key that was destroyed
        all_good("after the old key was destroyed")
        with drill.timed("issue_under_the_new_key"):
            newest = issue(office_of, 1002)
        entries += newest
        sealed_by = {parse_seal(entry.seal).key_id for entry in newest if entry.seal}
        drill.fact("what is issued now bears the new key", sealed_by.isdisjoint({old.key_id}))
        all_good("with one issued under the new key")
        scanner.close()
    left = list((office_of.config.keys / "chambers" / CHAMBER).glob(f"{old.key_id.hex()}*"))
    drill.fact("the old key's private half is gone", left == [], left)
