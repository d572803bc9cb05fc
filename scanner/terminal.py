"""What strangers wrote, made harmless before a person's terminal shows it.

File names, hosts in codes and words of a server can hold control characters: a name with a line break would print a
verdict of its own, an escape sequence would paint over ours.
"""

from typing import Final

UNBROKEN: Final = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
"""Blanks that keep words together, which our own French has before a colon; Python does not count them as printable."""


def printable(text: str) -> str:
    """Return one line of text in which every character that is not printable is written as its Python escape.

    Blanks that keep words together become plain ones.
    """
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text.translate(dict.fromkeys(map(ord, UNBROKEN), " "))
    )
