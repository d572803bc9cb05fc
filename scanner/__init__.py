"""Camera, image and PDF scanner: decode, verify offline, ask the reference service, report.

Where to look: `documents` hands files to the `reading` room, which draws and decodes them in a process of its own;
`checker` says what their texts are worth, with the files of `trust` and what `reference` heard of the service. `stack`
goes through many files and `report` tells what came of it; `camera` is the live loop, `kiosk` the counter with a hand
scanner, `comparison` the paper beside the certificate, and `screen` what the windows of these three share. `commands`
is the command line, a module each. A scanned text is never opened as a URL here, and nothing here talks to a database.
"""
