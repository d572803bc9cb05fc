"""What the worker writes to its standard output, and how the parent reads it back.

A stream of frames. A page frame is `P`, page number, width and height as 32-bit big-endian integers, then
width x height x 3 bytes of blue, green, red. A failure frame is `F`, a 32-bit length and that many bytes of
UTF-8: the end of the sentence that begins with the file's name. `E` alone ends the stream; a stream that
stops without it was cut. The parent trusts none of it: sizes are checked against the limits before memory is
taken.
"""

import struct
from typing import Final

PAGE: Final = b"P"
FAILURE: Final = b"F"
END: Final = b"E"

PAGE_HEADER: Final = struct.Struct(">III")
"""Page number (0 for a file that holds one picture only), width, height."""

FAILURE_HEADER: Final = struct.Struct(">I")
"""Length of the text in bytes."""

MAX_FAILURE_BYTES: Final = 2000
"""No sentence is longer; a worker that claims so is broken."""
