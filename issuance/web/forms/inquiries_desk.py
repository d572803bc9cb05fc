"""Forms of the officers' desk of cases."""

from collections.abc import Iterable, Mapping

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional

from issuance.domain.inquiries.answer import MOST_WORDS, Fact, Statement
from issuance.domain.inquiries.certified import Box
from issuance.domain.inquiries.report import MOST_LINE, MOST_TEXT
from issuance.language import N_
from issuance.letters.answer import BOXES
from issuance.web.forms.base import AtMost, OfficeForm, Required, choices
from issuance.web.inquiry_words import FACTS


class NoteForm(OfficeForm):
    """A note for the other officers."""

    text = TextAreaField(N_("Note"), validators=[Required(N_("Write something first.")), AtMost(MOST_TEXT)])


class ReplyForm(OfficeForm):
    """Words for the reporter."""

    text = TextAreaField(
        N_("What you write to the reporter"), validators=[Required(N_("Write something first.")), AtMost(MOST_TEXT)]
    )
    settles = BooleanField(N_("This answers the case."))


class ReasonForm(OfficeForm):
    """Why a case is put aside, or opened again."""

    text = TextAreaField(N_("Reason, for officers alone"), validators=[Required(N_("Say why.")), AtMost(MOST_TEXT)])


class NumberForm(OfficeForm):
    """Which certificate a case is about."""

    number = StringField(N_("Number of the certificate"), validators=[Optional(), AtMost(MOST_LINE)])


class MergeForm(OfficeForm):
    """Which case goes on."""

    reference = StringField(
        N_("Number of the case that goes on"),
        validators=[Required(N_("Enter the number of the other case.")), AtMost(MOST_LINE)],
    )


class HandOverForm(OfficeForm):
    """To whom a case goes."""

    officer = SelectField(N_("To whom"), validators=[Required(N_("Choose an officer who works on cases."))])

    def offer(self, names: Mapping[str, str]) -> None:
        """Offer the other officers."""
        self.officer.choices = choices(sorted(names.items(), key=lambda pair: pair[1]))


class AnswerForm(OfficeForm):
    """What the chamber states."""

    fact = RadioField(
        N_("What the chamber states"),
        choices=choices((each.value, text) for each, text in FACTS.items()),
        validators=[Required(N_("Choose what the chamber states."))],
    )
    boxes = SelectMultipleField(N_("Boxes of the certificate that the letter quotes"), validate_choice=False)
    words = TextAreaField(N_("Words that you add"), validators=[Optional(), AtMost(MOST_WORDS)])

    def offer(self, boxes: Iterable[Box]) -> None:
        """Offer the boxes that the certificate has."""
        self.boxes.choices = choices((box.value, BOXES[box]) for box in boxes)

    def statement(self) -> Statement:
        """Return what was chosen."""
        chosen = tuple(box for box in Box if box.value in (self.boxes.data or []))
        return Statement(Fact(self.fact.data), chosen, self.words.data or "")
