"""Mail into a folder, one .eml file each: for demos, in which a person opens the links, and for trying things out."""

from email.message import EmailMessage
from email.policy import SMTPUTF8
from pathlib import Path

from issuance.files import make_private_folder, write_durably
from issuance.outgoing.letter import Answer, Verdict


class FolderTransport:
    """Writes `<message id>.eml`, to be read in a plain editor as well; a mail that is sent again replaces itself."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, mail: EmailMessage, _sender: str, _recipient: str) -> Answer:
        """Write the file."""
        make_private_folder(self._folder)
        stem = str(mail["Message-ID"]).strip("<>").partition("@")[0]
        write_durably(self._folder / f"{stem}.eml", _readable(mail))
        return Answer(Verdict.TAKEN, "")

    def close(self) -> None:
        """Nothing is open."""


def _readable(mail: EmailMessage) -> bytes:
    """Return the mail with its text as it is, where a server would want it encoded (RFC 6532)."""
    if mail.get_content_type() == "text/plain":
        text = mail.get_content()
        mail.set_content(text, charset="utf-8", cte="8bit")
    return mail.as_bytes(policy=SMTPUTF8)
