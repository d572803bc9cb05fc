"""A counter with a hand scanner that types what it reads, like a keyboard (a "keyboard wedge").

`layouts` undoes what the computer's keyboard layout did to the typed text, `entry` makes questions of lines,
`keyboard` tells a scanner's burst of keys from a person's, `counter` is what the page shows, `page` draws it,
`window` and `terminal` are the two ways to run it.
"""
