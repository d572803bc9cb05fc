"""Settings that are changed as a whole, each on its page: contact, texts, functions, rules (terms, article 3-1)."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from issuance.desks.administration import Administration
from issuance.domain.ids import Act
from issuance.domain.settings import (
    ChamberSettings,
    Contact,
    CredentialWay,
    Function,
    Payment,
    SecondSession,
    Targets,
    Texts,
)
from issuance.domain.settings.functions import ALWAYS_ON
from issuance.language import N_, _
from issuance.web.chamber_words import FUNCTIONS
from issuance.web.forms.administration.countries import CountriesForm, change_countries, show_countries
from issuance.web.forms.administration.sections import ContactForm, FunctionsForm, PaymentForm, RulesForm, TextsForm
from issuance.web.forms.administration.texts import filled, pair
from issuance.web.forms.administration.watched import WatchedForm, change_watched, show_watched
from issuance.web.forms.base import OfficeForm
from issuance.web.guards import staff
from issuance.web.pages.administration.common import (
    ADMINISTRATORS,
    actor,
    done,
    form_version,
    status_of,
    tried,
)


@dataclass(frozen=True)
class Section:
    """A part of the settings: its form, what it shows of the settings, what it makes of them."""

    name: str
    title: str
    form: type[OfficeForm]
    show: Callable[[ChamberSettings], dict[str, object]]
    change: Callable[[OfficeForm, ChamberSettings], ChamberSettings]


def add_sections(pages: Blueprint, desks: Administration) -> None:
    """Add a page for each section."""
    for section in SECTIONS:
        _add(pages, desks, section)


def _add(pages: Blueprint, desks: Administration, section: Section) -> None:
    def view(chamber: str) -> ResponseReturnValue:
        del chamber  # templates know it
        current = desks.settings.current(actor())
        form = section.form(data=section.show(current.settings))
        if form.validate_on_submit() and tried(
            form,
            lambda: desks.settings.change(actor(), form_version(), lambda settings: section.change(form, settings)),
        ):
            return done(
                _("Saved. An earlier version can be restored under “History”."), url_for(f"admin.{section.name}")
            )
        page = render_template(
            f"admin/{section.name}.html",
            form=form,
            version=current.version,
            title=section.title,
            words=FUNCTIONS,
            always_on=ALWAYS_ON,
        )
        return page, status_of(form)

    pages.add_url_rule(f"/{section.name}", section.name, staff(*ADMINISTRATORS)(view), methods=["GET", "POST"])


def _show_contact(settings: ChamberSettings) -> dict[str, object]:
    contact = settings.contact
    return {
        **filled("names", settings.names),
        **filled("address", settings.address),
        **filled("department", contact.department),
        **filled("hours", contact.hours),
        "mail": contact.mail or "",
        "phone": contact.phone,
        "fax": contact.fax,
    }


def _change_contact(form: OfficeForm, settings: ChamberSettings) -> ChamberSettings:
    contact = Contact(
        department=pair(form, "department"),
        mail=form["mail"].data or None,
        phone=form["phone"].data or "",
        fax=form["fax"].data or "",
        hours=pair(form, "hours"),
    )
    return settings.model_copy(
        update={"names": pair(form, "names"), "address": pair(form, "address"), "contact": contact}
    )


def _show_texts(settings: ChamberSettings) -> dict[str, object]:
    texts = settings.texts
    return {
        **filled("welcome", texts.welcome),
        **filled("registration", texts.registration),
        **filled("letter", texts.letter),
    }


def _change_texts(form: OfficeForm, settings: ChamberSettings) -> ChamberSettings:
    texts = Texts(**{name: pair(form, name) for name in Texts.model_fields})
    return settings.model_copy(update={"texts": texts})


def _change_functions(form: OfficeForm, settings: ChamberSettings) -> ChamberSettings:
    chosen = frozenset(Function(value) for value in form["functions"].data) | ALWAYS_ON
    return settings.model_copy(update={"functions": chosen})


def _show_rules(settings: ChamberSettings) -> dict[str, object]:
    return {
        "second_session": settings.second_session.value,
        "credential_way": settings.credential_way.value,
        "allowed_outside": [act.value for act in settings.allowed_outside],
        "registration_days": settings.targets.registration,
        "application_days": settings.targets.application,
        "inquiry_days": settings.targets.inquiry,
        "report_days": settings.targets.report,
        "one_officer": sorted(settings.one_officer),
        "officers_sign": settings.officers_sign,
        "retention_years": settings.retention_years,
        "voucher_years": settings.voucher_years,
        "purge_month": settings.purge_month,
        "purge_day": settings.purge_day,
    }


def _change_rules(form: OfficeForm, settings: ChamberSettings) -> ChamberSettings:
    targets = Targets(**{name: form[f"{name}_days"].data for name in Targets.model_fields})
    return settings.model_copy(
        update={
            "second_session": SecondSession(form["second_session"].data),
            "credential_way": CredentialWay(form["credential_way"].data),
            "allowed_outside": frozenset(Act(value) for value in form["allowed_outside"].data),
            "targets": targets,
            "one_officer": frozenset(form["one_officer"].data),
            "officers_sign": form["officers_sign"].data,
            "retention_years": form["retention_years"].data,
            "voucher_years": form["voucher_years"].data,
            "purge_month": form["purge_month"].data,
            "purge_day": form["purge_day"].data,
        }
    )


def _show_payment(settings: ChamberSettings) -> dict[str, object]:
    payment = settings.payment
    return {
        **filled("bank_account", payment.bank_account),
        **filled("counter", payment.counter),
        "registration_number": payment.registration_number,
        "days": payment.days,
        "cards": payment.cards,
    }


def _change_payment(form: OfficeForm, settings: ChamberSettings) -> ChamberSettings:
    payment = Payment(
        registration_number=form["registration_number"].data or "",
        bank_account=pair(form, "bank_account"),
        counter=pair(form, "counter"),
        days=form["days"].data,
        cards=form["cards"].data,
    )
    return settings.model_copy(update={"payment": payment})


SECTIONS = (
    Section("contact", N_("Name, address, contact"), ContactForm, _show_contact, _change_contact),
    Section("texts", N_("Texts"), TextsForm, _show_texts, _change_texts),
    Section(
        "functions",
        N_("Functions"),
        FunctionsForm,
        lambda settings: {"functions": [each.value for each in settings.functions - ALWAYS_ON]},
        _change_functions,
    ),
    Section("payment", N_("Payment"), PaymentForm, _show_payment, _change_payment),
    Section("rules", N_("Rules"), RulesForm, _show_rules, _change_rules),
    Section("watched", N_("Watched destinations"), WatchedForm, show_watched, change_watched),
    Section("countries", N_("Countries"), CountriesForm, show_countries, change_countries),
)
