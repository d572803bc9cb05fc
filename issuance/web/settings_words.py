"""The chamber's settings in people's words: every one under the label that its page gives it, with its value.

    before, after = words_of(earlier.settings), words_of(later.settings)     # by a key that stays the same

The history compares two such lists; what they call things comes from the settings' own forms.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from wtforms import Form

from issuance.domain.calendar import BusinessCalendar
from issuance.domain.ids import ALLOWABLE_OUTSIDE
from issuance.domain.settings import ChamberSettings, EndOfService, FeeTable, Function, Price, Stop, Targets
from issuance.domain.texts import Bilingual
from issuance.language import N_, _, day_text, ngettext
from issuance.web.chamber_words import CREDENTIAL_WAYS, FUNCTIONS, KINDS, OUTSIDE_ACTS, SECOND_SESSIONS, STOPPED
from issuance.web.forms.administration.calendar import HoursForm
from issuance.web.forms.administration.countries import CountriesForm
from issuance.web.forms.administration.fees import PARTS, SYSTEM, WHO, FeesForm
from issuance.web.forms.administration.sections import ContactForm, PaymentForm, RulesForm
from issuance.web.forms.administration.service import EndForm, StopForm
from issuance.web.forms.administration.watched import WatchedForm
from issuance.web.templating import moment_text

_TEXTS = {
    "welcome": N_("On the chamber's start page"),
    "registration": N_("Before a registration begins"),
    "letter": N_("At the end of letters with first passwords"),
}


@dataclass(frozen=True)
class Said:
    """One setting: the page on which it stands, what it is called there, its value; '' for none."""

    part: str
    label: str
    value: str


Line = tuple[str, Said]
"""A key that names the same setting in every version, and what is said of it."""


def words_of(settings: ChamberSettings) -> dict[str, Said]:
    """Return all that is set, by keys under which two versions can be compared."""
    lines: list[Line] = [
        *_contact(settings),
        *_texts(settings),
        *_functions(settings),
        *_rules(settings),
        *_payment(settings),
        *_countries(settings),
        *_calendar(settings.calendar),
    ]
    for table in settings.fees:
        lines += _fees(table)
    for stop in settings.stops:
        lines += _stop(stop)
    if settings.end is not None:
        lines += _end(settings.end)
    return dict(lines)


def _contact(settings: ChamberSettings) -> Iterator[Line]:
    part, contact = _("Name, address, contact"), settings.contact
    pairs = {
        "names": settings.names,
        "address": settings.address,
        "department": contact.department,
        "hours": contact.hours,
    }
    for name, text in pairs.items():
        yield from _pair(part, ContactForm, name, text)
    for name, value in (("mail", contact.mail or ""), ("phone", contact.phone), ("fax", contact.fax)):
        yield name, Said(part, _label(ContactForm, name), value)


def _texts(settings: ChamberSettings) -> Iterator[Line]:
    for name, place in _TEXTS.items():
        text: Bilingual = getattr(settings.texts, name)
        for language, label in (("ja", _("In Japanese")), ("en", _("In English"))):
            yield f"{name} {language}", Said(_("Texts"), _joined(_(place), label), getattr(text, language))


def _functions(settings: ChamberSettings) -> Iterator[Line]:
    for function in Function:
        value = _("switched on") if function in settings.functions else _("switched off")
        yield f"function {function}", Said(_("Functions"), _(FUNCTIONS[function][0]), value)


def _rules(settings: ChamberSettings) -> Iterator[Line]:
    part = _("Rules")
    values = {
        "second_session": _(SECOND_SESSIONS[settings.second_session]),
        "credential_way": _(CREDENTIAL_WAYS[settings.credential_way]),
        "officers_sign": _("yes") if settings.officers_sign else _("no"),
        **{f"{name}_days": str(getattr(settings.targets, name)) for name in Targets.model_fields},
        "retention_years": str(settings.retention_years),
        "voucher_years": str(settings.voucher_years),
        "purge_month": str(settings.purge_month),
        "purge_day": str(settings.purge_day),
    }
    for name, value in values.items():
        yield name, Said(part, _label(RulesForm, name), value)
    for act in sorted(ALLOWABLE_OUTSIDE):
        label = _joined(_label(RulesForm, "allowed_outside"), _(OUTSIDE_ACTS[act]))
        yield f"outside {act}", Said(part, label, _("yes") if act in settings.allowed_outside else _("no"))

    for kind, name in KINDS.items():
        label = _joined(_label(RulesForm, "one_officer"), _(name))
        yield f"one officer {kind.slug}", Said(part, label, _("yes") if kind.slug in settings.one_officer else _("no"))


def _payment(settings: ChamberSettings) -> Iterator[Line]:
    part, payment = _("Payment"), settings.payment
    cards = _("switched on") if payment.cards else _("switched off")
    values = {"registration_number": payment.registration_number, "days": str(payment.days), "cards": cards}
    for name, value in values.items():
        yield f"payment {name}", Said(part, _label(PaymentForm, name), value)
    for name, text in (("bank_account", payment.bank_account), ("counter", payment.counter)):
        yield from _pair(part, PaymentForm, name, text)


def _countries(settings: ChamberSettings) -> Iterator[Line]:
    """Return the notes and names of countries: each under its code, which the pages show too."""
    notes = (
        (_("Watched destinations"), _label(WatchedForm, "lines"), settings.watched),
        (_("Countries"), _label(CountriesForm, "hand_signed"), settings.hand_signed),
    )
    for part, label, by_country in notes:
        for code, note in by_country.items():
            value = " / ".join(text for text in (note.ja, note.en) if text)
            yield f"{part} {label} {code}", Said(part, _joined(label, code), value)
    label = _label(CountriesForm, "names")
    for code, printed in settings.country_names.items():
        yield f"country {code}", Said(_("Countries"), _joined(label, code), printed)


def _calendar(calendar: BusinessCalendar) -> Iterator[Line]:
    part = _("Calendar")
    for name, moment in (("opens", calendar.opens), ("closes", calendar.closes)):
        yield name, Said(part, _label(HoursForm, name), f"{moment:%H:%M}")
    for closure in calendar.closures:
        days = day_text(closure.first)
        if closure.last != closure.first:
            days = f"{days} – {day_text(closure.last)}"
        reason = " / ".join(text for text in (closure.reason.ja, closure.reason.en) if text)
        key = f"closure {closure.first} {closure.last} {reason}"
        yield key, Said(part, _("Own closures"), _joined(days, reason))
    for day in sorted(calendar.open_days):
        yield f"open {day}", Said(part, _("open after all"), day_text(day))


def _fees(table: FeeTable) -> Iterator[Line]:
    since = _("From %(day)s", day=day_text(table.valid_from))
    prices: list[tuple[str, str, Price]] = []
    for kind, name in KINDS.items():
        fee = table.certificates[kind.slug]
        for what, label in PARTS:
            prices.append((f"{kind.slug} {what}", _joined(_(name), _(label)), getattr(fee, what)))
    prices += [(what, _(label), getattr(table, what)) for what, label in SYSTEM]
    tax = Said(_("Fees"), _joined(since, _label(FeesForm, "tax_percent")), f"{table.tax_percent}%")
    yield f"fees {table.valid_from} tax", tax
    for key, label, price in prices:
        for who, name in WHO:
            said = Said(_("Fees"), _joined(since, label, _(name)), _("¥%(amount)s", amount=f"{getattr(price, who):,}"))
            yield f"fees {table.valid_from} {key} {who}", said


def _stop(stop: Stop) -> Iterator[Line]:
    part, named = _("Stops and end"), len(stop.organisations)
    what = _joined(_(STOPPED[stop.what][0]), _("since %(moment)s", moment=moment_text(stop.since)))
    whom = ngettext("%(count)s organisation", "%(count)s organisations", named) if named else _("All organisations")
    yield f"stop {stop.id}", Said(part, _joined(what, _label(StopForm, "whom")), whom)
    yield from _why(part, StopForm, stop, f"stop {stop.id} ", what)


def _end(end: EndOfService) -> Iterator[Line]:
    part, title = _("Stops and end"), _("End of the service")
    yield "end", Said(part, _label(EndForm, "last_day"), day_text(end.last_day))
    yield "end announced", Said(part, _joined(title, _("Announced on")), day_text(end.announced))
    yield from _why(part, EndForm, end, "end ", title)


def _why(part: str, form: type[Form], said: Stop | EndOfService, key: str, about: str) -> Iterator[Line]:
    for name, text in (("reason", said.reason), ("alternatives", said.alternatives)):
        for line, each in _pair(part, form, name, text):
            yield f"{key}{line}", Said(part, _joined(about, each.label), each.value)


def _pair(part: str, form: type[Form], name: str, text: Bilingual) -> Iterator[Line]:
    for language in ("ja", "en"):
        field = f"{name}_{language}"
        yield field, Said(part, _label(form, field), getattr(text, language))


def _label(form: type[Form], name: str) -> str:
    """Return the label of a form's field, which the class holds as it was marked."""
    return _(str(getattr(form, name).args[0]))


def _joined(*parts: str) -> str:
    return _(": ").join(part for part in parts if part)
