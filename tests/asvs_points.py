"""The points of OWASP ASVS 5.0.0 that level 2 asks for (those of level 1 among them): 253.

Source: OWASP_Application_Security_Verification_Standard_5.0.0_en.csv, column L of 1 and 2. In every section they are
the first ones, so a section is written as how many there are.
"""

_SECTIONS = {
    1: (2, 9, 11, 3, 2),
    2: (3, 3, 4, 1),
    3: (0, 2, 4, 6, 5, 0, 2),
    4: (3, 1, 2, 4),
    5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4),
    7: (3, 4, 2, 5, 2, 2),
    8: (2, 3, 1, 1),
    9: (3, 4),
    10: (2, 2, 4, 11, 5, 2, 3),
    11: (2, 3, 3, 4, 1, 1, 0),
    12: (3, 2, 4),
    13: (1, 5, 2, 5),
    14: (2, 4, 3),
    15: (3, 3, 7, 0),
    16: (1, 5, 4, 3, 3),
    17: (1, 4, 2),
}

POINTS = frozenset(
    f"{chapter}.{section}.{point}"
    for chapter, sections in _SECTIONS.items()
    for section, points in enumerate(sections, 1)
    for point in range(1, points + 1)
)
COUNT = 253
"""70 of level 1 and 183 of level 2."""
