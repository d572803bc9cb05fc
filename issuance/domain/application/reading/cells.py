"""Reads single fields, or the cells of one goods line, each by its own kind; what is wrong is noted where it stands."""

import datetime as dt
from collections.abc import Mapping

from issuance.domain.application.codes import countries
from issuance.domain.application.context import Context
from issuance.domain.application.field_types import FieldSpec, Need
from issuance.domain.application.problems import Problems
from issuance.domain.application.reading.sentences import date_sentence, number_sentence
from issuance.domain.application.reading.typed import (
    NumberError,
    clean_line,
    clean_lines,
    forbidden_character,
    read_decimal,
    shown,
)
from issuance.language import _
from signing.canonical import JsonObject
from signing.dates import DateError, read_date

_MOST_SHOWN = 40
"""Characters of what was typed that a sentence repeats."""


class Cells:
    """The fields of a form, or of one of its goods lines. What cannot be read is None, and a problem says why."""

    def __init__(
        self,
        typed: Mapping[str, str],
        specs: tuple[FieldSpec, ...],
        context: Context,
        problems: Problems,
        *,
        prefix: str = "",
        language: str = "en",
    ) -> None:
        self._typed = typed
        self._specs = {spec.name: spec for spec in specs}
        self._context = context
        self._problems = problems
        self._prefix = prefix
        self.language = language

    def path(self, name: str) -> str:
        """Return the name by which problems and remarks call a field."""
        return self._prefix + name

    def error(self, name: str, sentence: str) -> None:
        """Note what is wrong with a field."""
        self._problems.error(self.path(name), sentence)

    def warning(self, name: str, sentence: str) -> None:
        """Note what should be looked at in a field."""
        self._problems.warning(self.path(name), sentence)

    def has(self, name: str) -> bool:
        """Tell whether anything stands in a field."""
        return bool(clean_line(self._typed.get(name, "")))

    def raw(self, name: str) -> str:
        """Return what stands in a field, on one line."""
        return clean_line(self._typed.get(name, ""))

    def lines(self, name: str) -> str:
        """Return what stands in a field, as it was typed."""
        return self._typed.get(name, "")

    def text(self, name: str) -> str | None:
        """Return a line, or lines where the field has several; None where nothing or nothing printable stands there."""
        spec = self._specs[name]
        typed = self._typed.get(name, "")
        text = clean_lines(typed) if spec.lines > 1 else clean_line(typed)
        if not text:
            self._missing(spec)
            return None
        return text if self.printable(name, text) and self._fits(spec, text) else None

    def printable(self, name: str, text: str) -> bool:
        """Tell whether a text can stand on the paper; note the first character that cannot."""
        unseen = forbidden_character(text)
        if unseen is not None:
            self.error(
                name,
                _(
                    "This holds the character %(character)s, which cannot be seen or turns the direction of reading:"
                    " leave it out, or type the text anew instead of pasting it.",
                    character=shown(unseen),
                ),
            )
            return False
        blank = self._context.unprintable(text)
        if blank is not None:
            self.error(
                name,
                _(
                    "The paper's fonts cannot print %(character)s: write it in another way, such as in Latin letters.",
                    character=shown(blank),
                ),
            )
            return False
        return True

    def decimal(self, name: str, typed: str | None = None) -> str | None:
        """Return a number; `typed` where it is a part of what stands in the field."""
        text = self.raw(name) if typed is None else typed
        if not text:
            self._missing(self._specs[name])
            return None
        try:
            return read_decimal(text)
        except NumberError as error:
            self.error(name, number_sentence(error.problem, text[:_MOST_SHOWN]))
            return None

    def date(self, name: str) -> dt.date | None:
        """Return a day."""
        typed = self.raw(name)
        if not typed:
            self._missing(self._specs[name])
            return None
        try:
            return read_date(typed)
        except DateError as error:
            self.error(name, date_sentence(error, typed[:_MOST_SHOWN]))
            return None

    def country(self, name: str) -> JsonObject | None:
        """Return a country with its printed name."""
        typed = self.raw(name)
        if not typed:
            self._missing(self._specs[name])
            return None
        return self.country_of(name, typed)

    def country_of(self, name: str, typed: str) -> JsonObject | None:
        """Return the country that somebody called so in a field."""
        names = self._context.country_names
        code = countries.read_country(typed, names)
        if code is None:
            self.error(
                name,
                _(
                    "“%(typed)s” is no country: write its English or Japanese name or its two letters, such as"
                    " Viet Nam or VN.",
                    typed=typed[:_MOST_SHOWN],
                ),
            )
            return None
        return {"code": code, "name": countries.printed_name(code, names, self.language)}

    def choice(self, name: str) -> str:
        """Return the answer that was chosen, the usual one where none was."""
        spec = self._specs[name]
        typed = self.raw(name) or spec.default
        values = [choice.value for choice in spec.choices]
        if typed not in values:
            self.error(name, _("“%(typed)s” is none of the answers: choose one.", typed=typed[:_MOST_SHOWN]))
            return spec.default
        return typed

    def counts(self, name: str) -> bool:
        """Tell whether a field is asked at all, after the choice that it hangs on."""
        spec = self._specs.get(name)
        if spec is None:
            return False
        if spec.only_if is None:
            return True
        other, value = spec.only_if
        return (self.raw(other) or self._specs[other].default) == value

    def _missing(self, spec: FieldSpec) -> None:
        if spec.need is Need.REQUIRED or (spec.need is Need.TOGETHER and self._is_begun(spec.group)):
            self.error(spec.name, _("Fill this in."))

    def _is_begun(self, group: str) -> bool:
        return any(self.has(spec.name) for spec in self._specs.values() if spec.group == group)

    def _fits(self, spec: FieldSpec, text: str) -> bool:
        if len(text) > spec.limit:
            self.error(
                spec.name,
                _(
                    "The box takes %(limit)s characters; these are %(count)s: shorten it.",
                    limit=spec.limit,
                    count=len(text),
                ),
            )
            return False
        lines = text.count("\n") + 1
        if lines > spec.lines:
            self.error(
                spec.name,
                _("The box takes %(limit)s lines; these are %(count)s: join some.", limit=spec.lines, count=lines),
            )
            return False
        return True
