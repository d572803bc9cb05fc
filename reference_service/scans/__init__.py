"""Scans that people upload: read in memory by the `reading` room's limited process, answered and forgotten.

`upload` takes the file out of a form, `room` keeps order at the door, `reading` goes through its pages, `codes` says
what their texts ask, `limits` what one upload may cost, `words` what keeps a file from being read.
"""
