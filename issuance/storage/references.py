"""Reference numbers: what is told on the telephone before there is a certificate's number."""

import secrets

_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without signs that look alike when they are read out."""


def new_reference(letter: str) -> str:
    """Return a new one that begins with a letter: `R-7K3M-Q9XW` of a filing, `A-7K3M-Q9XW` of an application."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(8))
    return f"{letter}-{signs[:4]}-{signs[4:]}"


def read_reference(typed: str) -> str:
    """Return a reference number as it is stored, from what somebody typed."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    return f"{signs[:1]}-{signs[1:5]}-{signs[5:]}"
