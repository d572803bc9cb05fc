"""Settings by country as lines of text: `KP: 輸出規制の対象です。 / Export controls apply.`, `TW: Taiwan`."""

import re
from collections.abc import Iterator, Mapping

from wtforms.validators import ValidationError

from issuance.domain.application.codes.countries import is_country
from issuance.domain.settings.chamber import MOST_COUNTRY_NAME, MOST_WATCHED
from issuance.domain.texts import LINE_LENGTH, Bilingual
from issuance.language import _

_LINE = re.compile(r"([A-Za-z]{2})\s*[:：]\s*(.+)")
_BETWEEN = re.compile(r"\s+[/／]\s+")


def read_notes(text: str) -> dict[str, Bilingual]:
    """Read notes by country; raise `ValidationError` that names the first line that cannot be read."""
    found: dict[str, Bilingual] = {}
    for number, code, said in _lines(text):
        ja, *en = _BETWEEN.split(said, maxsplit=1)
        if max(map(len, (ja, *en))) > LINE_LENGTH:
            raise ValidationError(
                _("Line %(number)s: a note has %(most)s characters at most.", number=number, most=LINE_LENGTH)
            )
        found[code] = Bilingual(ja=ja.strip(), en=en[0].strip() if en else "")
    return found


def show_notes(notes: Mapping[str, Bilingual]) -> str:
    """Return notes as lines."""
    return "\n".join(f"{code}: {' / '.join(filter(None, (note.ja, note.en)))}" for code, note in notes.items())


def read_names(text: str) -> dict[str, str]:
    """Read names by country; raise `ValidationError` as `read_notes` does."""
    found: dict[str, str] = {}
    for number, code, name in _lines(text):
        if len(name) > MOST_COUNTRY_NAME:
            raise ValidationError(
                _("Line %(number)s: a name has %(most)s characters at most.", number=number, most=MOST_COUNTRY_NAME)
            )
        found[code] = name
    return found


def show_names(names: Mapping[str, str]) -> str:
    """Return names as lines."""
    return "\n".join(f"{code}: {name}" for code, name in names.items())


def _lines(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield number, country and the rest of each line."""
    seen: set[str] = set()
    for number, line in enumerate((each.strip() for each in text.splitlines()), start=1):
        if not line:
            continue
        match = _LINE.fullmatch(line)
        code = match[1].upper() if match else ""
        if match is None or not is_country(code):
            raise ValidationError(
                _("Line %(number)s: begin with a country's two letters and a colon, as in KP: …", number=number)
            )
        if code in seen:
            raise ValidationError(_("Line %(number)s: %(code)s was named above already.", number=number, code=code))
        if len(seen) == MOST_WATCHED:
            raise ValidationError(_("At most %(most)s countries can be named.", most=MOST_WATCHED))
        seen.add(code)
        yield number, code, match[2].strip()
