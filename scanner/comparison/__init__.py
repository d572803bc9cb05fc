"""A person compares the paper with the verified certificate: what is shown, what is asked, what was found.

`form` lays the signed content out as boxes; `comparison` says which of them a person goes through; `course` is the
state machine of going through them and alone can say that all were the same; `outcome` is what came of it, and
`confirming` lays that over the result of the check. `view`, `window` and `terminal` show it. `hints` point at values
that a file's own text lacks; `pages` fetch the pictures that the content names.
"""
