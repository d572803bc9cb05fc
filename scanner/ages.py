"""Ages as people say them: `3 hours old`, `2 days ago`."""

import datetime as dt

from scanner.language import _, ngettext


def age_text(age: dt.timedelta) -> str:
    """Return how long ago something was, in the one unit that a person would use."""
    count, unit = _in_one_unit(age)
    if unit == "day":
        return ngettext("%(count)d day ago", "%(count)d days ago", count) % {"count": count}
    if unit == "hour":
        return ngettext("%(count)d hour ago", "%(count)d hours ago", count) % {"count": count}
    if count:
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", count) % {"count": count}
    return _("just now")


def status_age(age: dt.timedelta) -> str:
    """Return `Signed status 3 hours old`: how far back a revocation may be unknown here."""
    count, unit = _in_one_unit(age)
    if unit == "day":
        text = ngettext("Signed status %(count)d day old", "Signed status %(count)d days old", count)
    elif unit == "hour":
        text = ngettext("Signed status %(count)d hour old", "Signed status %(count)d hours old", count)
    elif count:
        text = ngettext("Signed status %(count)d minute old", "Signed status %(count)d minutes old", count)
    else:
        text = _("Signed status of this minute")
    return text % {"count": count}


def _in_one_unit(age: dt.timedelta) -> tuple[int, str]:
    minutes = max(int(age.total_seconds() // 60), 0)
    if minutes >= 48 * 60:
        return minutes // (24 * 60), "day"
    if minutes >= 60:
        return minutes // 60, "hour"
    return minutes, "minute"
