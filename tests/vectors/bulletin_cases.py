"""The vectors of the bulletin: one with everything in it, an empty one, and files that break one rule each."""

import copy
import datetime as dt
from collections.abc import Callable
from typing import Any

from signing.bulletin import (
    ApiKey,
    Availability,
    Bulletin,
    Notice,
    ServicePart,
    Severity,
    Window,
    api_key_hash,
)
from signing.canonical import canonical_bytes

ISSUED = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
API_KEY_SECRET = "osk_TEST-KEY-ONLY"  # of the vectors
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def full_bulletin() -> Bulletin:
    """Return a bulletin in which every field is used."""
    return Bulletin(
        number=7,
        issued_at=ISSUED,
        valid_until=ISSUED + 8 * DAY,
        notices=(
            Notice(
                id="notice-1",
                begins=ISSUED,
                ends=ISSUED + 30 * DAY,
                severity=Severity.WARNING,
                text={"en": "Look-alike sites exist.\nCheck only here.", "ja": "偽サイトにご注意ください。"},
            ),
        ),
        windows=(
            Window(
                id="window-2",
                begins=ISSUED + 5 * DAY,
                ends=ISSUED + 5 * DAY + 8 * HOUR,
                announced_at=ISSUED,
                emergency=False,
                stops=(ServicePart.OFFICE,),
                text={"en": "New hardware.", "ar": "أجهزة جديدة."},
            ),
        ),
        availability=(
            Availability(
                month="2026-10",
                part=ServicePart.REFERENCE,
                promised=44640,
                announced=120,
                emergency=0,
                attack=20,
                down=3,
            ),
        ),
        api_keys=(
            ApiKey(
                key_id="k234567abc",
                sha256=api_key_hash(API_KEY_SECRET),
                burst=20000,
                per_minute=600,
                valid_until=dt.date(2027, 11, 22),
            ),
        ),
    )


def bulletins() -> dict[str, Any]:
    """Return the file `bulletin.json`."""
    full = full_bulletin()
    empty = Bulletin(number=1, issued_at=ISSUED, valid_until=ISSUED + DAY)
    return {
        "api_key_secret": API_KEY_SECRET,
        "api_key_sha256": full.api_keys[0].sha256.hex(),
        "percentages": _percentages(),
        "accepted": [
            {"name": "everything", "bulletin": full.encode().decode()},
            {"name": "nothing but its number and times", "bulletin": empty.encode().decode()},
        ],
        "refused": [{"name": name, "bulletin": text} for name, text in _refused().items()],
    }


def _percentages() -> list[dict[str, Any]]:
    """Return minutes of a month with the percentage that they make: cut off, never rounded up to more than it was."""
    rows: list[tuple[tuple[int, int, int, int, int], str | None]] = [
        ((44640, 0, 0, 0, 0), "100.00"),
        ((44640, 0, 0, 0, 1), "99.99"),
        ((44640, 120, 0, 20, 3), "99.99"),
        ((44640, 0, 0, 0, 44), "99.90"),
        ((44640, 0, 0, 0, 45), "99.89"),
        ((44640, 44640, 0, 0, 0), None),
        ((44640, 44000, 600, 39, 1), "0.00"),
    ]
    names = ("promised", "announced", "emergency", "attack", "down")
    return [{**dict(zip(names, minutes, strict=True)), "percentage": expected} for minutes, expected in rows]


def _refused() -> dict[str, str]:
    fields: dict[str, Any] = full_bulletin().model_dump(mode="json")

    def changed(change: Callable[[dict[str, Any]], object]) -> str:
        other = copy.deepcopy(fields)
        change(other)
        return canonical_bytes(other).decode()

    def top(**values: Any) -> str:
        return changed(lambda other: other.update(values))

    def part(name: str, **values: Any) -> str:
        return changed(lambda other: other[name][0].update(values))

    def twice(name: str, **values: Any) -> str:
        return changed(lambda other: other[name].append({**other[name][0], **values}))

    text = full_bulletin().encode().decode()
    return {
        "another format": top(format="originseal-bulletin-2"),
        "number 0": top(number=0),
        "number as text": top(number="7"),
        "a number of 33 bits": top(number=2**32),
        "an unknown field": top(comment="x"),
        "notices left out": changed(lambda other: other.pop("notices")),
        "ended before it was issued": top(valid_until="2026-11-22T02:59:59Z"),
        "an instant with another zone": top(issued_at="2026-11-22T12:00:00+09:00"),
        "an instant without zone": top(issued_at="2026-11-22T03:00:00"),
        "an instant with parts of a second": top(issued_at="2026-11-22T03:00:00.500000Z"),
        "an instant as a number": top(issued_at=1795316400),
        "an instant of the year 1": part("windows", begins="0001-01-01T00:00:00Z"),
        "a notice without English": part("notices", text={"ja": "お知らせ"}),
        "a notice in no language": part("notices", text={}),
        "a language of three letters": part("notices", text={"en": "x", "jpn": "x"}),
        "an empty text": part("notices", text={"en": ""}),
        "a text of 501 characters": part("notices", text={"en": "x" * 501}),
        "a text that turns its direction": part("notices", text={"en": "abc\u202edef"}),
        "a text with a control character": part("notices", text={"en": "abc\u0007def"}),
        "nine languages": part("notices", text={"en": "x"} | {f"a{letter}": "x" for letter in "abcdefgh"}),
        "an unknown severity": part("notices", severity="panic"),
        "a notice that ends when it begins": part("notices", ends="2026-11-22T03:00:00Z"),
        "21 notices": changed(
            lambda other: other.update(notices=[{**other["notices"][0], "id": f"n{i}"} for i in range(21)])
        ),
        "a notice twice": twice("notices"),
        "a window with the id of a notice": part("windows", id="notice-1"),
        "an id in upper case": part("windows", id="Window"),
        "a window that stops nothing": part("windows", stops=[]),
        "a window that stops a part twice": part("windows", stops=["office", "office"]),
        "a window that stops something unknown": part("windows", stops=["customs"]),
        "an emergency in words": part("windows", emergency="yes"),
        "a window before it begins": part("windows", ends="2026-11-27T02:59:59Z"),
        "a month 13": part("availability", month="2026-13"),
        "a month of a part twice": twice("availability", down=4),
        "more minutes than a month has": part("availability", promised=44641),
        "no minute promised": part("availability", promised=0, announced=0, attack=0, down=0),
        "negative minutes": part("availability", down=-1),
        "more down than promised": part("availability", down=44501),
        "a percentage stored": part("availability", percentage="99.99"),
        "a key hash of 31 bytes": part("api_keys", sha256="11" * 31),
        "a key hash in upper case": part("api_keys", sha256=fields["api_keys"][0]["sha256"].upper()),
        "a key hash with blanks": part("api_keys", sha256=f"{fields['api_keys'][0]['sha256'][:32]} {'11' * 16}"),
        "a key that names its holder": part("api_keys", holder="A Bank"),
        "a key id in words": part("api_keys", key_id="mizuho-bank"),
        "a key of no row": part("api_keys", burst=0),
        "a key that ends at an instant": part("api_keys", valid_until="2027-11-22T00:00:00Z"),
        "a key id twice": twice("api_keys", sha256="22" * 32),
        "a key twice": twice("api_keys", key_id="k234567abd"),
        "white space": text.replace(",", ", ", 1),
        "a key of the object twice": text.replace('"number":7', '"number":7,"number":7'),
        "cut off": text[:-1],
        "a byte more": text + "\n",
        "a list": f"[{text}]",
        "nothing": "",
    }
