"""Forms of the settings that are changed as a whole: contact, texts, functions, rules."""

import unicodedata

from email_validator import EmailNotValidError, validate_email
from wtforms import BooleanField, Field, Form, IntegerField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import NumberRange, Regexp, ValidationError

from issuance.domain.settings import Function
from issuance.domain.settings.chamber import SHORTEST_RETENTION_YEARS, SHORTEST_VOUCHER_YEARS
from issuance.domain.settings.functions import ALWAYS_ON
from issuance.language import N_, _
from issuance.web.chamber_words import CREDENTIAL_WAYS, FUNCTIONS, KINDS, OUTSIDE_ACTS, SECOND_SESSIONS
from issuance.web.forms.administration.texts import Clean
from issuance.web.forms.base import AtMost, OfficeForm, Required, choices

LINE = [AtMost(200), Clean()]
TEXT = [AtMost(4000), Clean()]


def _upright(value: object) -> object:
    """Return a number as it is printed: T1234567890123, whatever width and case it was typed in."""
    return unicodedata.normalize("NFKC", value).replace("-", "").upper() if isinstance(value, str) else value


class Mail:
    """An address to which mail can be sent, as far as its form tells; nobody is asked over the network."""

    def __call__(self, form: Form, field: Field) -> None:
        """Raise `ValidationError` where it is none; leave it as it is written otherwise."""
        del form
        if field.data:
            try:
                validate_email(field.data, check_deliverability=False, test_environment=True)
            except EmailNotValidError as error:
                raise ValidationError(_("Enter an e-mail address, for example name@chamber.example.")) from error


class SmallNumber(IntegerField):
    """A whole number of at most six characters: the range is asked of what can be one, never of 400 digits."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number."""
        if valuelist and len(valuelist[0].strip()) > 6:
            self.data = None
            raise ValueError(_("Enter a smaller number."))
        super().process_formdata(valuelist)


class ContactForm(OfficeForm):
    """The chamber's names, address and contact."""

    names_ja = StringField(N_("Name in Japanese"), [Required(N_("Enter the chamber's Japanese name")), *LINE])
    names_en = StringField(N_("Name in English"), [Required(N_("Enter the chamber's English name")), *LINE])
    address_ja = TextAreaField(N_("Address in Japanese"), TEXT)
    address_en = TextAreaField(N_("Address in English"), TEXT)
    department_ja = StringField(N_("Department in Japanese"), LINE)
    department_en = StringField(N_("Department in English"), LINE)
    mail = StringField(N_("E-mail"), [AtMost(254), Mail()])
    phone = StringField(N_("Telephone"), LINE)
    fax = StringField(N_("Fax"), LINE)
    hours_ja = StringField(N_("Hours for questions, in Japanese"), LINE)
    hours_en = StringField(N_("Hours for questions, in English"), LINE)


class TextsForm(OfficeForm):
    """What the chamber says on its own pages and letters."""

    welcome_ja = TextAreaField(N_("In Japanese"), TEXT)
    welcome_en = TextAreaField(N_("In English"), TEXT)
    registration_ja = TextAreaField(N_("In Japanese"), TEXT)
    registration_en = TextAreaField(N_("In English"), TEXT)
    letter_ja = TextAreaField(N_("In Japanese"), TEXT)
    letter_en = TextAreaField(N_("In English"), TEXT)


class FunctionsForm(OfficeForm):
    """Which functions the chamber offers (terms, article 3-1)."""

    functions = SelectMultipleField(
        N_("Functions that are switched on"),
        choices=choices([(each.value, FUNCTIONS[each][0]) for each in Function if each not in ALWAYS_ON]),
    )


class PaymentForm(OfficeForm):
    """How the chamber is paid, and what its invoices print."""

    registration_number = StringField(
        N_("Registration number of a qualified invoice issuer"),
        [AtMost(14), Regexp(r"^(T[0-9]{13})?$", message=N_("Enter T and 13 digits, or nothing."))],
        filters=[_upright],
    )
    bank_account_ja = TextAreaField(N_("Bank account in Japanese"), TEXT)
    bank_account_en = TextAreaField(N_("Bank account in English"), TEXT)
    counter_ja = TextAreaField(N_("Paying at the counter, in Japanese"), TEXT)
    counter_en = TextAreaField(N_("Paying at the counter, in English"), TEXT)
    days = SmallNumber(N_("Days within which a fee is paid"), [NumberRange(1, 90, N_("Enter a number from 1 to 90"))])
    cards = BooleanField(N_("Offer payment by card"))


class RulesForm(OfficeForm):
    """How the chamber works with ids, targets and retention."""

    second_session = RadioField(
        N_("When an id signs in that is signed in elsewhere"),
        choices=choices((each.value, text) for each, text in SECOND_SESSIONS.items()),
    )
    credential_way = RadioField(
        N_("How first passwords reach their holders"),
        choices=choices((each.value, text) for each, text in CREDENTIAL_WAYS.items()),
    )
    allowed_outside = SelectMultipleField(
        N_("What user ids and sub ids may do outside the validity, besides paying and printing"),
        choices=choices((each.value, text) for each, text in OUTSIDE_ACTS.items()),
    )
    registration_days = SmallNumber(
        N_("Business days to decide on a trade registration"),
        [NumberRange(1, 30, N_("Enter a number from 1 to 30"))],
    )
    application_days = SmallNumber(
        N_("Business days to decide on an application"), [NumberRange(1, 30, N_("Enter a number from 1 to 30"))]
    )
    inquiry_days = SmallNumber(
        N_("Business days to answer an official inquiry"), [NumberRange(1, 30, N_("Enter a number from 1 to 30"))]
    )
    report_days = SmallNumber(
        N_("Business days to answer a report of a suspect paper or site"),
        [NumberRange(1, 30, N_("Enter a number from 1 to 30"))],
    )
    one_officer = SelectMultipleField(
        N_("Kinds of certificate that one officer may review and approve alone"),
        choices=choices((kind.slug, text) for kind, text in KINDS.items()),
    )
    officers_sign = BooleanField(N_("Only officers approve whose own signature is on record"))
    retention_years = SmallNumber(
        N_("Years for which data is kept"),
        [NumberRange(SHORTEST_RETENTION_YEARS, 30, N_("Enter a number from 3 to 30: the terms ask for 3 years"))],
    )
    voucher_years = SmallNumber(
        N_("Years for which invoices, receipts and payments are kept"),
        [NumberRange(SHORTEST_VOUCHER_YEARS, 30, N_("Enter a number from 7 to 30: the tax law asks for 7 years"))],
    )
    purge_month = SmallNumber(
        N_("Month in which data past retention is purged"), [NumberRange(1, 12, N_("Enter a number from 1 to 12"))]
    )
    purge_day = SmallNumber(
        N_("Day of that month"), [NumberRange(1, 28, N_("Enter a number from 1 to 28, which every month has"))]
    )
