"""Pictures to texts: finds QR codes and returns what they say, without judging it.

`cascade` searches stills, scans and PDF pages thoroughly. Whether a text is a seal, and whether it is genuine, is
decided elsewhere and comes in as a function. No file, network or window here.
"""
