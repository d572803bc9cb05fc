"""What strangers wrote, made harmless before a person's terminal shows it.

File names, hosts in codes and words of a server can hold control characters: a name with a line break would print a
verdict of its own, an escape sequence would paint over ours.
"""


def printable(text: str) -> str:
    """Return one line of text in which every character that is not printable is written as its Python escape."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )
