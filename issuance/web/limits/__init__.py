"""Limits on how often a caller may ask the office, whatever he asks: Flask-Limiter, told who asks and how much he may.

| module | what |
|---|---|
| `policy` | the numbers, with their reasons |
| `callers` | who asks: a network address or a session, hashed |
| `install` | what stands before every request, and the page of who asked too often |

Guesses at passwords and codes have a limit of their own, which counts failures in the database
(`issuance.services.sign_in.throttle`); this one keeps a program from using up the office.
"""
