"""Camera, image and PDF scanner: decode, verify offline, ask the reference service, report.

Where to look: `documents` turns files into pictures (drawn in a process of its own by `rasterise`); `decode`
turns pictures and camera frames into texts; `camera` is the live loop with `video`, `sightings`,
`background`, `overlay` and `window` as its parts; `commands` is the command line, a module each; `limits`
bounds what a stranger's file may cost. A scanned text is never opened as a URL here, and nothing here talks
to a database.
"""
