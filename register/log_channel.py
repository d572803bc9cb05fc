"""What the office says over Redis when the log has grown, so that readers ask for it at once.

It only shortens a wait: whoever listens asks the register itself and goes on asking without being told. So nothing here
is believed, and a message that is lost, late or forged changes no answer.
"""

CHANNEL = "originseal:1:log"
"""The channel of PUBLISH and SUBSCRIBE; the number changes with the form of a message."""

_LONGEST = 19


def message_of(position: int) -> bytes:
    """Return the message that the log has reached `position`: the number in ASCII digits."""
    return str(position).encode("ascii")


def position_of(message: object) -> int | None:
    """Read a message; None for whatever else somebody sent."""
    if not isinstance(message, bytes) or not message.isdigit() or len(message) > _LONGEST:
        return None
    return int(message)
