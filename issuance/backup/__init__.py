"""Backup of a whole office onto a shelf, and back into an empty machine (ADR 0050).

A backup is a folder of sealed parts with a signed manifest that is written last; documents lie beside, each once. Only
the holder of an identity, which is kept offline, can open what lies on the shelf.
"""
