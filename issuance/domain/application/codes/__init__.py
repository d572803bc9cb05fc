"""Lists of codes that trade papers use, with the words for them: units, packages, countries, HS codes."""
