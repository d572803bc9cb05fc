"""The pledge (誓約): what an organisation promises when it registers. A new wording gets a new version."""

from issuance.language import N_

VERSION = "2026-11"

SENTENCES = (
    N_("We comply with the chamber's rules of certification and with the terms of this service."),
    N_("What we state in this registration and in every application is true, and we prove it when asked."),
    N_("We ask for certificates only for goods whose origin we have established."),
    N_("We guard our ids and passwords and let nobody else use them."),
    N_("When what we have registered changes, we tell the chamber without delay."),
    N_("We neither belong to nor deal with organised crime."),
)
"""One after the other as they are shown."""
