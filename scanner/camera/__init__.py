"""The live camera: frames in, codes found and followed, verdicts drawn, and what a person's keys do.

`watch` is the loop, `live` finds the codes, `sightings` says which are in view, `feed` keeps a camera connected,
`hints` says what would help, `viewer` is what the person sees and steers. None of them knows how a verdict is
reached: that is a `Verifier` (scanner/screen/finding.py), which is passed in.
"""
