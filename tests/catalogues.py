"""The catalogues of a package: what is missing, left over or unfinished in them."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

PLACEHOLDER = re.compile(r"%\([a-z_]+\)[a-z]|%")
COUNTS = {"%(num)s", "%(count)d"}
"""The placeholders that a plural form may leave out: “one page” may be words without a figure."""


@cache
def marked(package: Path) -> frozenset[str | tuple[str, ...]]:
    """Return every text of a package that is marked for translation, as pybabel finds it."""
    config = tomllib.loads((package / "translations" / "babel.toml").read_text(encoding="utf-8"))
    methods = [(mapping["pattern"], mapping["method"]) for mapping in config["mappings"]]
    kept = ("method", "pattern")
    options: dict[str, dict[str, Any]] = {
        mapping["pattern"]: {key: value for key, value in mapping.items() if key not in kept}
        for mapping in config["mappings"]
    }
    return frozenset(text for _, _, text, _, _ in extract_from_dir(package, methods, options))


def texts(message: Message) -> list[str]:
    """Return a message's translations: one, or one per plural form."""
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string]


@dataclass(frozen=True)
class Translation:
    """One catalogue of one package; `locales` are the package's languages with their CLDR locales."""

    package: Path
    code: str
    locales: Mapping[str, str]

    @cached_property
    def catalogue(self) -> Catalog:
        """The catalogue as it lies there."""
        path = self.package / "translations" / self.code / "LC_MESSAGES" / "messages.po"
        with path.open("rb") as file:
            return read_po(file, locale=self.locales[self.code], abort_invalid=True)

    @property
    def known(self) -> set[str | tuple[str, ...]]:
        """The texts that it has."""
        return {message.id for message in self.catalogue if message.id}

    def problems(self) -> Iterator[str]:
        """Yield what is wrong with it, each as one line."""
        yield from (f"translate it (see the docs, “Languages”): {text!r}" for text in marked(self.package) - self.known)
        yield from (f"said nowhere any more: {text!r}" for text in self.known - marked(self.package))
        yield from (f"obsolete: {text!r}" for text in self.catalogue.obsolete)
        for message in self.catalogue:
            if message.id:
                yield from (f"{problem}: {message.id!r}" for problem in _problems_of(message))


def _words(text: str) -> list[str]:
    """Return the words without placeholders: a single one may be the same in two languages, as `page` is."""
    return re.findall(r"[^\W\d_]{2,}", PLACEHOLDER.sub(" ", text))


def _problems_of(message: Message) -> Iterator[str]:
    said = texts(message)
    if message.fuzzy:
        yield "marked as unsure"
    if not all(said):
        yield "not translated"
        return
    if isinstance(message.id, str):
        if sorted(PLACEHOLDER.findall(said[0])) != sorted(PLACEHOLDER.findall(message.id)):
            yield "other placeholders"
        if len(_words(message.id)) > 1 and message.string == message.id:
            yield "left in English"
        return
    wanted = set(PLACEHOLDER.findall(message.id[1]))
    if not all(wanted - COUNTS <= set(PLACEHOLDER.findall(text)) <= wanted for text in said):
        yield "other placeholders"
    if set(PLACEHOLDER.findall(said[-1])) != wanted:
        yield "other placeholders in the last plural form"
