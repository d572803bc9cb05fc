"""From a stranger's file to the texts of its QR codes: PDFs, scans and photographs, read in a process of their own.

`documents.read_pages` is the door for one file, `pool.ReadingPool` for many: each file gets a worker (`worker`), which
draws its pages (`draw`) and searches them (`decode`) under limits of memory and time (`limits`), and hands over texts.
The readers of PDF, JPEG and TIFF and the decoders are large C libraries and the files come from strangers, so neither
ever runs in the process that asks.

What a text means is decided by whoever asks. This room imports nothing of ours: the scanner and the reference service
both use it, and neither knows the other. Reasons: docs/adr/0017-uploads-are-read-in-a-limited-process.md
and docs/adr/0023-pages-are-read-on-all-cores.md.
"""
