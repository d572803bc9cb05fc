"""What an application's reading needs to know beyond what was typed."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from issuance.domain.application.application import PaperRole
from issuance.domain.chamber import ChamberProfile
from issuance.domain.texts import Bilingual
from signing.trust import TrustedChamber


@dataclass(frozen=True)
class ExporterData:
    """Box 1, from the registration in English. `country` is an ISO 3166-1 code."""

    name: str
    address: str
    country: str = "JP"


@dataclass(frozen=True)
class SignatoryData:
    """Who signs the declaration, as printed."""

    name: str
    title: str


@dataclass(frozen=True)
class DocumentData:
    """The document of an invoice or signature certification: its file's hash and those of its page pictures, in hex."""

    sha256: str
    page_images: tuple[str, ...]


@dataclass(frozen=True)
class OfficeData:
    """What the chamber adds to a draft: `site` is the reference site's address, `https://ref.example.jp`."""

    chamber: TrustedChamber
    profile: ChamberProfile
    site: str


def everything_prints(text: str) -> str | None:
    """Stand in for the fonts' judgement where there is none: every character can be printed."""
    del text
    return None


@dataclass(frozen=True)
class Context:
    """What an entry is read beside."""

    office: OfficeData
    exporter: ExporterData
    signatory: SignatoryData
    today: dt.date
    """In Japan."""
    papers: frozenset[PaperRole] = frozenset()
    """What has been handed in, whether the virus scanner has passed it yet or not."""
    document: DocumentData | None = None
    marks_picture: str | None = None
    """SHA-256 in hex of the picture of the shipping marks."""
    country_names: Mapping[str, str] = field(default_factory=dict)
    """Settings: names as the chamber prints them, by ISO code; the others are ISO's short names."""
    hand_signed: Mapping[str, Bilingual] = field(default_factory=dict)
    """Settings: destinations that are known to want a paper signed by hand, with a note."""
    unprintable: Callable[[str], str | None] = everything_prints
    """Returns the first character that the paper's fonts cannot print (`paper.fonts.unprintable`), None without one."""
