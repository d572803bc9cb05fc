"""The notices that go out when a chamber stops, resumes or ends something: in both languages, whoever writes them."""

from collections.abc import Callable

from issuance.domain.settings import EndOfService, Stop
from issuance.domain.texts import Bilingual
from issuance.language import _, day_text, speaking
from issuance.services.chamber.settings_desk import Words
from issuance.web.chamber_words import STOPPED


def in_both(say: Callable[[str], str]) -> Bilingual:
    """Return what `say` says in Japanese and in English; it is given the language's code."""
    said = {}
    for code in ("ja", "en"):
        with speaking(code):
            said[code] = say(code)
    return Bilingual(**said)


def stop_words(stop: Stop) -> Words:
    """Return the notice of a stop."""
    name, goes_on = STOPPED[stop.what]
    return Words(
        title=in_both(lambda _code: _("%(what)s are not accepted at present", what=_(name))),
        text=in_both(
            lambda code: _paragraphs(
                _("%(what)s are not accepted at present.", what=_(name)),
                _(goes_on),
                stop.reason.text(code),
                stop.alternatives.text(code),
            )
        ),
        reason=stop.reason,
        alternatives=stop.alternatives,
    )


def lift_words(stop: Stop) -> Words:
    """Return the notice that a stop has ended."""
    name, _goes_on = STOPPED[stop.what]
    return Words(
        title=in_both(lambda _code: _("%(what)s are accepted again", what=_(name))),
        text=in_both(lambda _code: _("%(what)s are accepted again from now on.", what=_(name))),
    )


def end_words(end: EndOfService) -> Words:
    """Return the notice of the end of the chamber's service."""
    return Words(
        title=in_both(lambda _code: _("This service ends on %(day)s", day=day_text(end.last_day))),
        text=in_both(
            lambda code: _paragraphs(
                _(
                    "The online service of this chamber ends. Its last day is %(day)s. Until then everything works as "
                    "before; afterwards nothing new is accepted. What was issued stays checkable for everybody.",
                    day=day_text(end.last_day),
                ),
                end.reason.text(code),
                end.alternatives.text(code),
            )
        ),
        reason=end.reason,
        alternatives=end.alternatives,
    )


def go_on_words() -> Words:
    """Return the notice that the announced end was taken back."""
    return Words(
        title=in_both(lambda _code: _("This service goes on")),
        text=in_both(lambda _code: _("The end of this service that was announced has been taken back.")),
    )


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)
