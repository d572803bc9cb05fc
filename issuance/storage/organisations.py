"""The names of organisations, opened for lists and messages."""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from issuance.storage.name_index import find_names
from issuance.storage.tables.parties import organisation
from issuance.storage.unit import Unit


@dataclass(frozen=True)
class OrganisationNames:
    """What an organisation is called, as its approved filing says."""

    ja: str = ""
    en: str = ""

    def text(self, language: str) -> str:
        """Return the name for a reader of `ja` or `en`."""
        return (self.ja or self.en) if language == "ja" else (self.en or self.ja)


def names_of(unit: Unit, keys: Collection[str]) -> dict[str, OrganisationNames]:
    """Return the names of organisations of this chamber, by their ids; one query."""
    columns = (organisation.c.id, organisation.c.names)
    query = unit.select(organisation, *columns).where(organisation.c.id.in_(sorted(keys)))
    found = {}
    for row in unit.rows(query) if keys else ():
        names = unit.open(organisation.c.names, str(row["id"]), row["names"])
        found[str(row["id"])] = OrganisationNames(str(names.get("ja", "")), str(names.get("en", "")))
    return found


def organisations_with_number(unit: Unit, corporate_number: str) -> list[str]:
    """Return the ids of the organisations that have a corporate number."""
    index = unit.index("corporate number", corporate_number)
    query = unit.select(organisation, organisation.c.id).where(organisation.c.number_index == index)
    return [str(row["id"]) for row in unit.rows(query)]


def organisations_named(unit: Unit, name: str) -> list[str]:
    """Return the ids of the organisations that have exactly this name, in Japanese or English; case and width aside."""
    wanted = _plain(name)
    names = names_of(unit, find_names(unit, name))
    return [key for key, each in names.items() if wanted in (_plain(each.ja), _plain(each.en))]


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
