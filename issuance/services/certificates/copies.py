"""Reference copies: the watermarked sheet of every published certificate that has its content.

Made after the certificate is delivered and never on its way: drawing the sheet costs as much as all the rest of an
issue. What has no copy yet is told by the register itself, so nothing is forgotten, whatever crashes.
"""

from issuance.originals import Originals
from issuance.publish import Publisher
from issuance.services.certificates.print_room import PrintRoom
from signing.content import parse_content


class CopyService:
    """Publishes the copies that are missing."""

    def __init__(self, *, print_room: PrintRoom, originals: Originals, publisher: Publisher) -> None:
        self._print_room = print_room
        self._originals = originals
        self._publisher = publisher

    def publish_all(self) -> int:
        """Draw and publish each missing copy; return how many there were."""
        count = 0
        while missing := self._publisher.without_copy():
            for sid, data in missing:
                content = parse_content(data)
                sheet = self._print_room.reference_copy(content, self._originals.pictures_of(content))
                self._publisher.publish_copy(sid, sheet)
                count += 1
        return count
