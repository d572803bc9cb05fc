"""What the windows of camera, counter and comparison share: findings, how they look, and how they sound.

`finding` is what a screen says of one code, `findings` makes it of a verification's result. `tones` has the colours,
`icons` and `frames` the shapes, `panel` the big verdict, `sound` the tones that are heard; `typeface`, `bidi` and
`wrapping` draw text of any script. `window` and `keys` are OpenCV's windows, and `opencv` the one door to that
library.
"""
