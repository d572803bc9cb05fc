"""Where strangers' files are met: checked in a process under limits, scanned for viruses by clamd.

Nothing here knows the database: bytes in, findings out. `services.uploads` keeps what passed.
"""
