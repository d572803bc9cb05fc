"""Who may open which page of the office: a file per blueprint, a line per view.

    # admin.toml
    members = ["administrator"]               # admin.members: staff in this role, in their own chamber
    "static" = "everybody"                    # visitors, and all who have signed in, of whatever chamber
    home = "signed in"                        # whoever has signed in at the chamber of the address
    list = "federation"
    whoami = "token"                          # systems that carry a token; cookies count nothing

Names in lists are roles of staff (`domain.staff.Role`'s values) and `administrator id`, `user id`, `sub id`, whose
registration is valid. Views without a blueprint stand in `app.toml`. A view without a line fails the test.
"""

import tomllib
from pathlib import Path

Rule = str | list[str]

EVERYBODY, SIGNED_IN, FEDERATION, TOKEN = "everybody", "signed in", "federation", "token"


def route_rules() -> dict[str, Rule]:
    """Return the rule of each view, by endpoint."""
    rules: dict[str, Rule] = {}
    for file in sorted(Path(__file__).parent.glob("*.toml")):
        prefix = "" if file.stem == "app" else f"{file.stem}."
        rules |= {f"{prefix}{name}": rule for name, rule in tomllib.loads(file.read_text(encoding="utf-8")).items()}
    return rules
