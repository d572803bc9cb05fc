"""Damage that is the same in every run: what a bad copy, a forger or a careless program makes of good bytes."""

import json
import random
from typing import Any

TEXTS = (
    "",
    " ",
    "x",
    "Tokyo ",
    "\u3000Tokyo",
    "a\nb",
    "a\n b",
    "a\n\nb",
    "Hafenstraße",
    "A\u030a",
    "\u00c5",
    "\u0301",
    "株式会社",
    "か\u3099",
    "e\u200dx",
    "e\u200cx",
    "葛\U000e0100",
    "\u200b",
    "x\u202ey",
    "\ue000",
    "\ufdd0",
    "\ufffe",
    "\U0001fffe",
    "\u0085",
    "\x1c",
    "\x7f",
    "\t",
    "\ufeff",
    "\u1680x",
    "\u00a0",
    "\U0001f600" * 200,
    "\U0001f600" * 201,
    "y" * 200,
    "y" * 201,
    "z" * 1500,
    "z" * 1501,
    "JP",
    "TH",
    "jp",
    "0",
    "00",
    "1.5",
    "1.",
    "1.1234567",
    "2026-03-10",
    "2026-02-30",
    "2024-02-29",
    "0000-01-01",
    "0001-01-01",
    "9999-12-31",
    "2026-3-10",
    "2026-03-10T00:00:00",
    "on",
    "party",
    "to_order",
    "coo-jp",
    "invoice",
    "TYO26000001",
    "TYO26-000001",
    "TYO26-0000001",
    "a" * 64,
    "A" * 64,
    "Asia/Tokyo",
    "asia/tokyo",
    "+09:00",
    "https://ref.example.jp/v/",
)
VALUES: tuple[Any, ...] = (0, 1, -1, 5, 500, 501, 2100, 2**53 - 1, True, False, [], {}, ["JP"], {"code": "JP"})


def seeded(seed: int) -> random.Random:
    """Return chance that comes out the same in every run."""
    return random.Random(seed)  # noqa: S311  # it has to repeat itself; nothing secret is made of it


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with one to three bits flipped, cut, lengthened, or with a piece doubled or taken out."""
    at, to = sorted(chance.choices(range(len(data) + 1), k=2))
    match chance.randrange(6):
        case 0 | 1:
            altered = bytearray(data)
            for _ in range(chance.randint(1, 3)):
                altered[chance.randrange(len(altered))] ^= 1 << chance.randrange(8)
            return bytes(altered)
        case 2:
            return data[:at]
        case 3:
            return data + chance.randbytes(chance.randint(1, 8))
        case 4:
            return data[:to] + data[at:to] + data[to:]
        case _:
            return data[:at] + data[to:]


def changed(document: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """Return a copy of a JSON document in which one or two values were exchanged, taken out or added."""
    copy: dict[str, Any] = json.loads(json.dumps(document))
    for _ in range(chance.randint(1, 2)):
        place: Any = copy
        while True:
            key = chance.choice(list(place)) if isinstance(place, dict) else chance.randrange(len(place))
            if not isinstance(place[key], dict | list) or not place[key] or chance.random() < 0.2:
                break
            place = place[key]
        _change(place, key, chance)
    return copy


def _change(place: Any, key: Any, chance: random.Random) -> None:
    choice = chance.randrange(8)
    if choice == 0 and len(place) > 1:
        del place[key]
    elif choice == 1 and isinstance(place, dict):
        place[chance.choice(["of", "text", "picture", "date", "origin", "kind", "remarks", "x"])] = _value(chance)
    elif choice == 2 and isinstance(place, list):
        place.append(place[key])
    else:
        place[key] = _value(chance)


def _value(chance: random.Random) -> Any:
    return chance.choice(TEXTS) if chance.random() < 0.75 else chance.choice(VALUES)


def written(document: dict[str, Any]) -> bytes:
    """Write a document in the outer form of canonical JSON, whatever it holds."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")
