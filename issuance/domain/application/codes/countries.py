"""Countries by code or name: ISO 3166-1 (pycountry), Japanese (CLDR), the chamber's own, other usual ones."""

import unicodedata
from collections.abc import Mapping
from functools import cache

import pycountry
from babel import Locale

PRINTED = {
    "BO": "Bolivia",
    "BN": "Brunei Darussalam",
    "CD": "Democratic Republic of the Congo",
    "FM": "Federated States of Micronesia",
    "IR": "Iran",
    "KP": "Democratic People’s Republic of Korea",
    "KR": "Republic of Korea",
    "LA": "Lao People’s Democratic Republic",
    "MD": "Republic of Moldova",
    "PS": "State of Palestine",
    "TW": "Taiwan",
    "TZ": "Tanzania",
    "US": "United States of America",
    "VE": "Venezuela",
    "VG": "British Virgin Islands",
    "VI": "United States Virgin Islands",
    "GB": "United Kingdom",
    "TR": "Türkiye",
}
"""How a name is printed where ISO's own is turned round for sorting, and the chamber has set none."""

_OTHERS = {
    "AE": ("UAE", "U.A.E."),
    "BN": ("Brunei",),
    "CD": ("DR Congo", "DRC"),
    "CI": ("Ivory Coast",),
    "CN": ("P.R. China", "PR China", "People's Republic of China", "中華人民共和国"),
    "CZ": ("Czech Republic",),
    "GB": ("UK", "U.K.", "Great Britain", "United Kingdom of Great Britain and Northern Ireland", "英国", "イギリス"),
    "HK": ("Hong Kong SAR", "香港", "Hongkong"),
    "KR": ("Korea", "South Korea", "R.O. Korea", "大韓民国"),
    "MM": ("Burma",),
    "MO": ("Macau", "マカオ"),
    "NL": ("Holland", "The Netherlands"),
    "RU": ("Russia", "ロシア"),
    "SA": ("KSA",),
    "TR": ("Turkey",),
    "TW": ("Republic of China", "R.O.C."),
    "US": ("USA", "U.S.A.", "U.S.", "United States", "アメリカ", "米国"),
    "VN": ("Vietnam",),
    "JP": ("日本国",),
}


def read_country(typed: str, display: Mapping[str, str]) -> str | None:
    """Return the ISO code of what was typed, a code or a name in English or Japanese; None where it is neither."""
    key = _key(typed)
    if not key:
        return None
    own = next((code for code, name in display.items() if _key(name) == key), None)
    return own or _names().get(key)


def printed_name(code: str, display: Mapping[str, str], language: str = "en") -> str:
    """Return a country's name as printed: the chamber's own or the usual one; in French and Spanish CLDR's.

    `display` are the chamber's own names, by code.
    """
    if language != "en":
        return str(Locale(language).territories[code])
    return display.get(code) or PRINTED.get(code) or str(_country(code).name).replace("'", "’")


def is_country(code: str) -> bool:
    """Tell whether two letters are a country of ISO 3166-1."""
    return pycountry.countries.get(alpha_2=code) is not None


def suggestions(display: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return each country's printed name with its code and Japanese name, in the order of the names."""
    japanese = Locale("ja").territories
    codes = sorted((printed_name(each.alpha_2, display), each.alpha_2) for each in pycountry.countries)
    return [(name, f"{code} · {japanese.get(code, '')}") for name, code in codes]


def _country(code: str) -> "pycountry.db.Country":
    found = pycountry.countries.get(alpha_2=code)
    if found is None:
        raise LookupError(f"{code!r} is no country code of ISO 3166-1.")
    return found


@cache
def _names() -> Mapping[str, str]:
    """Every name and code, as compared. ISO's own come first."""
    spoken = [Locale(language).territories for language in ("ja", "fr", "es")]
    names: dict[str, str] = {}
    for each in pycountry.countries:
        for name in (each.alpha_2, each.alpha_3, each.name):
            names.setdefault(_key(name), each.alpha_2)
    for each in pycountry.countries:
        code = each.alpha_2
        more = (getattr(each, "common_name", ""), getattr(each, "official_name", ""), PRINTED.get(code, ""))
        for name in (*more, *(each.get(code, "") for each in spoken), *_OTHERS.get(code, ())):
            names.setdefault(_key(name), code)
    names.pop("", None)
    return names


def _key(name: str) -> str:
    """Return a name as compared: width, case, accents, points and apostrophes do not count."""
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", name).casefold())
    letters = "".join(sign for sign in apart if not "\u0300" <= sign <= "\u036f" and sign not in ".,'’‘`")
    return " ".join(unicodedata.normalize("NFC", letters).replace("-", " ").split())
