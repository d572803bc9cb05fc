"""The keys of the scanner's windows, by the numbers that OpenCV gives them (`cv2.waitKey`)."""

from typing import Final

from scanner.language import N_

ESCAPE: Final = 27
ENTER: Final = (10, 13)
SPACE: Final = 32

CAMERA_KEYS: Final = (
    (N_("Space"), N_("next certificate")),
    (N_("Enter or C"), N_("compare the paper box by box")),
    (N_("R"), N_("check this code again")),
    (N_("N"), N_("next camera")),
    (N_("F"), N_("full screen on and off")),
    (N_("M"), N_("sound on and off")),
    (N_("?"), N_("show or hide these keys")),
    (N_("Q or Esc"), N_("quit")),
)
"""What each key does in the camera's window."""


def is_key(key: int, *letters: str) -> bool:
    """Tell whether the key is one of these letters, in either case."""
    return 0 <= key < 0x110000 and chr(key).lower() in letters
