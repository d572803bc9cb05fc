"""Finds organisations by parts of their names, though the names lie sealed.

    index_names(unit, organisation, ["東京貿易株式会社", "トウキョウボウエキ", "Tokyo Trading Co., Ltd."])
    find_names(unit, "東京貿")     → ids, the best first

Each name is cut into words, and each word into pairs of neighbouring characters; their blind indexes stand in a table.
A name is found by any part of two characters or more. Width, case and the two kinds of kana do not count. What a thief
of the database without the keys can tell from it says ADR 0035.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import FromClause, Select, func, insert, literal, select, union_all

from issuance.storage.tables.names import token as table
from issuance.storage.unit import Unit

_MAX_TOKENS = 400
"""Of one organisation; names of a hundred characters in three scripts have fewer."""

_MAX_QUERY_CHARACTERS = 100

_COUNTED = 60_000
"""Rows that are counted to find the rarest token, an equal part of them for each: beyond, all are common."""

_MOST_RANKED = 1000
"""Of organisations that fit a query, so many are put in order by their whole words."""

_WORD = re.compile(r"\w+")
_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


def index_names(unit: Unit, organisation: str, names: Iterable[str]) -> None:
    """Make an organisation findable by `names`, and by them alone."""
    forget_names(unit, organisation)
    rows = [
        {"chamber": unit.chamber, "id": organisation, "token": unit.index("name", text)} for text in tokens_of(names)
    ]
    if rows:
        unit.execute(insert(table).values(rows))


def tokens_of(names: Iterable[str]) -> list[str]:
    """Return the words and pairs of characters by which names are found."""
    found: dict[str, None] = {}
    for name in names:
        for word in _words(name):
            found |= dict.fromkeys((_whole(word), *_pairs(word)))
    return list(found)[:_MAX_TOKENS]


def forget_names(unit: Unit, organisation: str) -> None:
    """Make an organisation unfindable."""
    unit.delete(table, table.c.id == organisation)


def find_names(unit: Unit, query: str, limit: int = 200) -> list[str]:
    """Return the ids of organisations that have every part of `query` in a name; those with whole words come first.

    Parts of one character alone find nothing: the list would be nearly everybody. Where more than `_MOST_RANKED` fit,
    those with all words whole still come first; the others are the first by id.
    """
    words = _words(query[:_MAX_QUERY_CHARACTERS])
    pairs = {unit.index("name", pair) for word in words for pair in _pairs(word)}
    if not pairs:
        return []
    wholes = {unit.index("name", _whole(word)) for word in words}
    counts = _counts(unit, pairs | wholes)
    if any(counts[each] == 0 for each in pairs):
        return []
    first = _having_all(unit, wholes, counts, limit) if all(counts[each] for each in wholes) else []
    if len(first) == limit:
        return first
    others = _ranked(unit, _having_all(unit, pairs, counts, _MOST_RANKED), wholes)
    return list(dict.fromkeys([*first, *others]))[:limit]


def _counts(unit: Unit, tokens: Collection[bytes]) -> dict[bytes, int]:
    """Return how many organisations have each token; at its part of `_COUNTED` it stops counting."""
    known = sorted(tokens)
    most, parts = max(1, _COUNTED // len(known)), []
    for index, each in enumerate(known):
        some = unit.select(table, table.c.id).where(table.c.token == each).limit(most).subquery()
        parts.append(select(literal(index).label("index"), func.count().label("found")).select_from(some))
    whole = union_all(*parts).subquery()
    return {known[row["index"]]: row["found"] for row in unit.rows(select(whole.c["index"], whole.c.found))}


def _having_all(unit: Unit, tokens: Collection[bytes], counts: Mapping[bytes, int], limit: int) -> list[str]:
    """Return the ids that have all of these tokens, the first by id.

    It walks along those who have the rarest one and asks each for the second before it counts the others, so that a
    common word beside a rare one costs nothing.
    """
    rarest, *rest = sorted(tokens, key=lambda each: (counts[each], each))
    walked = table.alias("walked")
    query = select(walked.c.id).where(walked.c.chamber == unit.chamber, walked.c.token == rarest)
    if rest:
        query = query.where(_of(walked, rest[:1]).exists())
    if rest[1:]:
        others = _of(walked, rest[1:]).with_only_columns(func.count()).scalar_subquery()
        query = query.where(others == len(rest) - 1)
    return [str(row["id"]) for row in unit.rows(query.order_by(walked.c.id).limit(limit))]


def _ranked(unit: Unit, ids: Collection[str], wholes: Collection[bytes]) -> list[str]:
    """Return ids by how many whole words they have, then as they came."""
    having = unit.select(table, table.c.id).where(table.c.id.in_(ids), table.c.token.in_(wholes))
    found = Counter(str(row["id"]) for row in unit.rows(having)) if ids else Counter()
    return sorted(ids, key=lambda each: -found[each])


def _of(walked: FromClause, tokens: Collection[bytes]) -> Select[Any]:
    """Return the query for those of `tokens` that the organisation of the outer row has."""
    return select(table.c.token).where(
        table.c.chamber == walked.c.chamber, table.c.id == walked.c.id, table.c.token.in_(tokens)
    )


def _words(text: str) -> list[str]:
    normal = unicodedata.normalize("NFKC", text).casefold().translate(_KATAKANA)
    return _WORD.findall(normal)


def _whole(word: str) -> str:
    return f"={word}"  # so that a word of two characters is not the pair that it is made of


def _pairs(word: str) -> list[str]:
    return [word[start : start + 2] for start in range(len(word) - 1)]
