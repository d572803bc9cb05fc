"""Checks the licence of every package that the locks pin against licences.toml, and lists them.

script/licences.py              # what script/lint runs
script/licences.py --list       # the list that goes with a release
"""

import importlib.metadata
import json
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_PINNED = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==(\S+)")
_PREFIX = "License :: "


@dataclass(frozen=True)
class Rules:
    """What licences.toml says."""

    allowed: frozenset[str]
    spellings: dict[str, str]
    elsewhere: dict[str, str]

    @classmethod
    def read(cls, root: Path) -> "Rules":
        """Read the file at the top of the working copy."""
        said = tomllib.loads((root / "licences.toml").read_text(encoding="utf-8"))
        return cls(frozenset(said["allowed"]), said["spellings"], said["elsewhere"])

    def allows(self, expression: str) -> bool:
        """Tell whether an expression of SPDX is allowed: one side of OR is enough, of AND both are needed."""
        alternatives = re.split(r"\s+OR\s+", expression.strip().removeprefix("(").removesuffix(")"))
        return any(set(re.split(r"\s+AND\s+", each)) <= self.allowed for each in alternatives)


@dataclass(frozen=True)
class Package:
    """One pinned package; `licence` is an expression of SPDX, '' where it says none."""

    where: str
    name: str
    version: str
    licence: str


def pinned(root: Path, rules: Rules) -> list[Package]:
    """Return what both locks pin, each with its licence."""
    lines = (root / "requirements.lock").read_text(encoding="utf-8").splitlines()
    found = [match for match in map(_PINNED.match, lines) if match is not None]
    python = [Package("python", match[1], match[2], _of_python(match[1], rules)) for match in found]
    places = json.loads((root / "web/package-lock.json").read_bytes())["packages"]
    web = [
        Package("web", place.rpartition("node_modules/")[2], each["version"], each.get("license", ""))
        for place, each in places.items()
        if place
    ]
    return sorted({*python, *web}, key=lambda package: (package.where, package.name.lower(), package.version))


def _of_python(name: str, rules: Rules) -> str:
    try:
        metadata = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return rules.elsewhere.get(name, "")
    expression = (metadata.get_all("License-Expression") or [""])[0]
    classifiers = metadata.get_all("Classifier") or []
    names = [text.rpartition(" :: ")[2] for text in classifiers if text.startswith(_PREFIX)]
    said = expression or "|".join(names) or (metadata.get_all("License") or [""])[0].partition("\n")[0]
    return rules.spellings.get(said, said) or rules.elsewhere.get(name, "")


def refused(packages: list[Package], rules: Rules) -> list[str]:
    """Return a sentence for every package whose licence is not allowed."""
    return [
        f"{each.name} {each.version} ({each.where}) is under {each.licence or 'a licence that it does not name'}"
        for each in packages
        if not rules.allows(each.licence)
    ]


def listed(root: Path) -> str:
    """Return the list of a release."""
    packages = pinned(root, Rules.read(root))
    head = "What OriginSeal is built of: package, version, licence (SPDX). Texts lie in each package.\n\n"
    return head + "".join(f"{each.where:7} {each.name} {each.version}: {each.licence}\n" for each in packages)


def main() -> int:
    """Check, or list; return 1 where a licence is not allowed."""
    if sys.argv[1:] == ["--list"]:
        sys.stdout.write(listed(ROOT))
        return 0
    rules = Rules.read(ROOT)
    wrong = refused(pinned(ROOT, rules), rules)
    for sentence in wrong:
        print(
            f"Error: {sentence}. Take another package, or have licences.toml changed by who answers for it.",
            file=sys.stderr,
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
