"""The notice of a function that a chamber has switched on or off (terms, articles 3-2 and 24-1).

It is for everybody, visitors too: a function of registrations or of ids concerns who is about to register as well.
"""

from collections.abc import Callable, Iterable

from issuance.domain.settings import ChamberSettings, Function
from issuance.domain.texts import Bilingual
from issuance.language import N_, _, speaking
from issuance.storage.unit import Unit

Announce = Callable[[Unit, Bilingual, Bilingual, frozenset[str]], None]
"""Posts a notice: title, text, organisations that it is for (none: all)."""

FUNCTION_NAMES = {
    Function.REGISTRATION: N_("Trade registration"),
    Function.COO_JP: N_("Certificates of origin, Japanese goods"),
    Function.COO_FOREIGN: N_("Certificates of origin, foreign goods"),
    Function.INVOICE: N_("Invoice certifications"),
    Function.SIGNATURE: N_("Signature certifications"),
    Function.PARTIES: N_("Signatories, sub ids and agents"),
    Function.REFERENCE: N_("Reference system"),
    Function.THIRD_PARTY: N_("Systems of third parties"),
}

EVERYBODY = frozenset[str]()


def announce_switches(unit: Unit, announce: Announce, before: ChamberSettings, after: ChamberSettings) -> None:
    """Post a notice within the act that switches functions; none where none was switched."""
    on, off = after.functions - before.functions, before.functions - after.functions
    if on or off:
        announce(unit, _in_both(_title), _in_both(lambda: _text(on, off)), EVERYBODY)


def _title() -> str:
    return _("Functions of this chamber's service have changed")


def _text(on: Iterable[Function], off: Iterable[Function]) -> str:
    parts = []
    if on:
        parts.append(_("From now on you can use here:") + _listed(on))
    if off:
        parts.append(_("No longer offered here online:") + _listed(off))
        parts.append(_("What was issued stays checkable for everybody. The contact is on the chamber's start page."))
    return "\n\n".join(parts)


def _listed(functions: Iterable[Function]) -> str:
    chosen = set(functions)
    return "".join(f"\n- {_(FUNCTION_NAMES[function])}" for function in Function if function in chosen)


def _in_both(say: Callable[[], str]) -> Bilingual:
    said = {}
    for code in ("ja", "en"):
        with speaking(code):
            said[code] = say()
    return Bilingual(**said)
