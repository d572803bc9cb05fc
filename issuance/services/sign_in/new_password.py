"""Refuse a new password that is easily guessed, and say in words how strong it is and what makes it weak."""

from collections.abc import Iterable

from issuance.domain.sign_in.password import MAX_LENGTH, MIN_LENGTH, Pattern, Strength, Weakness, judge
from issuance.errors import RefusedError
from issuance.language import N_, _
from issuance.services.sign_in.common_passwords import is_common

_STRENGTHS = {
    Strength.VERY_WEAK: N_("Strength of this password: very weak. At least “good” is needed."),
    Strength.WEAK: N_("Strength of this password: weak. At least “good” is needed."),
    Strength.FAIR: N_("Strength of this password: fair. At least “good” is needed."),
}

_PATTERNS = {
    Pattern.FREQUENT: N_("It has words, names or passwords that many people take."),
    Pattern.PERSONAL: N_("It has what others know of you: login, name, e-mail address or chamber."),
    Pattern.KEYS: N_("It has a row of keys."),
    Pattern.REPEATED: N_("It repeats itself."),
    Pattern.RUN: N_("It has a run such as abcd or 6543."),
    Pattern.DATE: N_("It has a date or a year."),
}


_MORE = N_("Longer is stronger: take several words that have nothing to do with each other.")


class WeakPasswordError(RefusedError):
    """A new password is refused; the sentences say why."""


def check_new(password: str, about: Iterable[str]) -> None:
    """Raise `WeakPasswordError` unless a new password is taken; `about` is what others know of its holder."""
    found = judge(password, about)
    if found.weakness is Weakness.SHORT:
        raise WeakPasswordError(
            _("A password has at least %(least)s characters; a sentence is easy to remember.", least=MIN_LENGTH)
        )
    if found.weakness is Weakness.LONG:
        raise WeakPasswordError(_("A password has at most %(most)s characters.", most=MAX_LENGTH))
    if is_common(password):
        raise WeakPasswordError(
            " ".join((_("This is one of the passwords that are found in breaches most often."), _(_MORE)))
        )
    if found.weakness is Weakness.EASY:
        sentences = [_STRENGTHS[found.strength], *(_PATTERNS[pattern] for pattern in found.patterns)]
        raise WeakPasswordError(" ".join(_(sentence) for sentence in (*sentences, _MORE)))
