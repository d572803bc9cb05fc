"""The disk is full in the middle of an issue: nothing half is left, no number is lost, and it goes on with room."""

from drills.drill import Drill
from drills.rehearsal import gap_free, rehearse
from drills.witness import Witness
from issuance.errors import IssuanceError
from issuance.services.certificates.issue import Unfinished
from register.errors import RegisterError
from tests.offices import Installation, numbered_request
from tests.servers.small_disk import SmallDisk

ABOUT = "the disk fills up at every step of an issue; the office says so, goes on with room, and loses no number"
STEPS_KILOBYTES = (0, 24, 60, 90, 120, 150, 200, 300)
"""Room that is left when the issue begins: each cuts it off at another write."""


def run(drill: Drill) -> None:
    """Fill the disk again and again, each time up to another point."""
    with SmallDisk(drill.folder / "disk", megabytes=24) as disk:
        office_of = rehearse(drill, folder=disk.folder / "installation")
        rooms = STEPS_KILOBYTES * (5 if drill.large else 1)
        refused: list[str] = []
        reached: set[str] = set()
        for index, room in enumerate(rooms, start=1):
            disk.leave(room)
            refused += _issue(office_of, index)
            disk.make_room()
            with office_of.open() as office:
                reached |= {str(entry.stage) for entry in office.store.unfinished()}
            refused += _issue(office_of, index)  # finishes what the full disk has cut off
        drill.figure("issues_refused_for_lack_of_room", len(refused))
        drill.step(f"what the full disk cut off had reached: {', '.join(sorted(reached)) or 'no stage'}")
        drill.fact("at least one issue met the full disk", refused != [])
        bare = [each for each in refused if not each.endswith((".", "resume"))]
        drill.fact("each refusal is a sentence", bare == [], bare[:2])
        with office_of.open() as office:
            left = [each for each in office.issuing.resume() if isinstance(each, Unfinished)]
            office.publisher.drain()
        entries = office_of.entries()
        drill.fact("nothing is left unfinished", left == [] and all(e.stage.is_final for e in entries), left)
        drill.fact("one certificate for each application", len(entries) == len(rooms))
        drill.fact("the numbers have no gap", gap_free(office_of))
        with office_of.open() as office:
            office.status_desk.publish()
            missing = [entry.public_number for entry in entries if office.reader.by_sid(entry.sid or b"") is None]
        drill.fact("the register has them all", missing == [], missing)
        scanner = Witness(drill.folder / "scanner", office_of.config.trust_repository)
        known = scanner.reasons(entries)
        drill.fact("their seals are genuine", known <= {"IN_FORCE", "CONTENT_NOT_CHECKED", "STATUS_STALE"}, known)


def _issue(office_of: Installation, index: int) -> list[str]:
    """Issue; return the refusal, if there was one."""
    try:
        with office_of.open() as office:
            office.issuing.issue(numbered_request(index))
    except (IssuanceError, RegisterError) as error:
        return [str(error)]
    except OSError as error:  # the command line makes a sentence of it (issuance/cli.py)
        return [f"The system refused: {error.strerror}."]
    return []
