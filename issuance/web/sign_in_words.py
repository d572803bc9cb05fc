"""Sentences of sign-in that several pages say."""

from issuance.domain.sign_in.session import SessionEnd
from issuance.language import N_, _

_ENDED = {
    SessionEnd.SIGNED_OUT: N_("You have signed out."),
    SessionEnd.NEWER: N_(
        "You were signed out because this id signed in elsewhere: an id has one session at a time. "
        "If that was not you, report a leak at once."
    ),
    SessionEnd.IDLE: N_("You were signed out because nothing was done for a while."),
    SessionEnd.TOO_LONG: N_("You were signed out because a session lasts one working day at most."),
    SessionEnd.CLOCK: N_("You were signed out because the server's clock was corrected."),
    SessionEnd.CREDENTIAL: N_(
        "You were signed out because the password or the second factors of this id were changed."
    ),
    SessionEnd.LEAK: N_("You were signed out because a leak of this id was reported, and it is locked."),
    SessionEnd.CHAMBER: N_("You were signed out by your chamber or your administrator. Ask them why."),
    SessionEnd.SUSPENDED: N_(
        "You were signed out because the chamber has suspended the registration that this id belongs to. "
        "Its reason went to the organisation's approved mail address."
    ),
    SessionEnd.TERMINATED: N_(
        "You were signed out because the chamber has ended the registration that this id belongs to, or a part of it. "
        "Its reason went to the organisation's approved mail address."
    ),
}

_REASON = {
    SessionEnd.SIGNED_OUT: N_("signed out"),
    SessionEnd.NEWER: N_("signed in elsewhere"),
    SessionEnd.IDLE: N_("nothing done for a while"),
    SessionEnd.TOO_LONG: N_("lasted its longest time"),
    SessionEnd.CLOCK: N_("the server's clock was corrected"),
    SessionEnd.CREDENTIAL: N_("password or second factors changed"),
    SessionEnd.LEAK: N_("a leak was reported"),
    SessionEnd.CHAMBER: N_("ended by the chamber or the administrator"),
    SessionEnd.SUSPENDED: N_("the registration was suspended"),
    SessionEnd.TERMINATED: N_("the registration was ended"),
}


def why_ended(end: SessionEnd) -> str:
    """Return the sentence that tells somebody why his session has ended."""
    return _(_ENDED[end])


def reason_of_end(end: SessionEnd) -> str:
    """Return why a session ended, in some words for a list."""
    return _(_REASON[end])
