"""What the scripts of `/scan` and `/check-file` say: they hold no words of their own.

Whole answers stand as templates in the page (`scan/answers.html`). Here are the single words and sentences that a
script puts together with what it found, each under a name; marked for translation as in
:mod:`reference_service.messages`.
"""

from collections.abc import Mapping

from look.languages import Language
from reference_service.languages import LANGUAGES
from reference_service.messages import ESTABLISHED, KIND_SUBTITLES, KIND_TITLES, NOT_ESTABLISHED, REVOCATION_REASONS, _

Words = dict[str, str]

CERTIFICATE_LANGUAGES = ("en", "fr", "es")
"""The languages that certificates are written in (docs/seal.md, section 3)."""

SENTENCES: Words = {
    "loading": _("Loading the reader…"),
    "looking": _("Hold the QR code of the paper in front of the camera."),
    "closer": _("Nothing read yet. Go closer, until the code fills half of the picture, and hold still."),
    "light": _("It is too dark. Turn towards the light, or switch the light on."),
    "checking": _("Code read. Checking…"),
    "same": _("This code was shown just now. Take the paper away and hold the next one in front of the camera."),
    "paused": _("Stopped at the code that was read."),
    "several": _("Codes read: %(count)s. Each has its own answer below, the worst first."),
    "camera": _("Camera %(number)s"),
    "no_reader": _("The reader could not be loaded. Check the connection and load this page again."),
    "failed": _("Something went wrong in this page. Load it again. It says nothing about the certificate."),
    "denied": _(
        "This site may not use the camera. Allow it in the browser's settings for this site, or choose a picture."
    ),
    "missing": _("No camera was found on this device. Choose a picture or a PDF instead."),
    "busy": _("The camera cannot be used; perhaps another program has it. Close that program and try again."),
    "unsupported": _("This browser gives no camera to this page. Choose a picture or a PDF instead."),
    "clock_behind": _(
        "This device's clock has shown a later time before. Set it right. If it is right now, go on with a network: "
        "newer keys and lists are taken within the hour. Until then this check may lack the newest revocations."
    ),
    "kept_age": _("The list of revocations kept here is of %(moment)s."),
    "ended": _("The camera was taken away. Start it again."),
    "empty": _("The file is empty. Choose the file once more."),
    "too_large": _("The file is larger than 100 MB. Save the page with the code as a file of its own."),
    "no_picture": _("This is neither a PDF nor a picture that this browser can read (PNG, JPEG, WebP)."),
    "too_many_pages": _("The PDF has more than 200 pages. Save the pages with codes as a file of their own."),
    "locked": _("The PDF is locked with a password, so its pages cannot be read. Print or scan the pages instead."),
    "damaged": _("The PDF is damaged: its pages cannot be drawn. Ask for the file once more, or scan the paper."),
    "page_of": _("Reading page %(page)s of %(pages)s…"),
    "hashing": _("Computing the fingerprint of the file…"),
    "pages": _("Pages: %(pages)s"),
    "on_page": _("Code on page %(page)s"),
    "page_unread": _("Page %(page)s could not be drawn and was not read."),
}

FILE_WORDS: Words = {
    "original": _("This very file is the one that the chamber issued: its SHA-256 stands in the signed record."),
    "not_original": _("This is not the file that the chamber issued. It may be a scan, a print or an altered copy."),
    "no_other_code": _("The codes in the file need not be read: every byte is the chamber's."),
    "hash_unasked": _("Whether this is the chamber's own file was not established: the register could not be asked."),
}

CERTIFICATE_WORDS: Words = {
    "number": _("Certificate number"),
    "issued": _("Issued on"),
    "exporter": _("Exporter"),
    "consignee": _("Consignee"),
    "invoice": _("Invoice number and date"),
    "origin": _("Country of origin"),
    "transport": _("Transport"),
    "remarks": _("Remarks"),
    "line": _("Line"),
    "goods_lines": _("Lines of goods: %(count)s"),
    "goods": _("Marks, packages, description"),
    "hs": _("HS code"),
    "line_origin": _("Origin"),
    "quantity": _("Quantity"),
    "declaration": _("Declaration by the exporter"),
    "certification": _("Certification"),
    "total": _("Invoice total"),
    "signatory": _("Signed for the exporter by"),
    "signature": _("Certified signature of"),
    "company": _("Company"),
    "capacity": _("Signs in the capacity of"),
    "document": _("Certified document"),
    "pages": _("Pages: %(pages)s"),
    "pages_sealed": _(
        "These are the pages that the chamber certified, bound to the seal by their hashes. "
        "Compare every line with the paper."
    ),
    "page_count": _("Page %(page)s of %(pages)s"),
    "page_picture": _("Picture of page %(page)s of %(pages)s of the certified document"),
    "page_missing": _("The picture of this page could not be loaded, or is not the one that was sealed."),
    "from": _("From"),
    "to": _("to"),
    "on": _("on"),
    "on_or_about": _("on or about"),
    "of_day": _("of %(day)s"),
    "on_behalf_of": _("on behalf of"),
    "to_order": _("To order"),
    "to_order_of": _("To order of"),
    "destination": _("Destination:"),
    "gross": _("gross"),
    "net": _("net"),
    "none": _("none"),
    "retrospective": _("ISSUED RETROSPECTIVELY"),
    "picture": _("A picture: see the full page"),
    "display": _("reference display, not an original"),
}


def script_words(language: Language) -> dict[str, object]:
    """Return all words for a page in a language, ready to be written as JSON.

    The certificate's own words come in each language that a certificate can be written in, and in the reader's.
    """
    forms = {*CERTIFICATE_LANGUAGES, language.code}
    return {
        "locale": language.locale.replace("_", "-"),
        "language": language.code,
        "sentences": _in(language, SENTENCES | FILE_WORDS),
        "reasons": _in(language, REVOCATION_REASONS),
        "established": _in(language, {claim.value: text for claim, text in ESTABLISHED.items()}),
        "notEstablished": _in(language, {claim.value: text for claim, text in NOT_ESTABLISHED.items()}),
        "certificate": {code: certificate_words(LANGUAGES[code]) for code in sorted(forms)},
    }


def certificate_words(language: Language) -> dict[str, object]:
    """Return the words of the certificate's form in a language, with the locale that writes its dates."""
    say = language.translations.gettext
    kinds = {
        kind.slug: {"title": say(title), "subtitle": say(KIND_SUBTITLES[kind])} for kind, title in KIND_TITLES.items()
    }
    return {
        "locale": language.locale.replace("_", "-"),
        "tag": language.tag,
        "direction": language.direction,
        "kinds": kinds,
        "words": _in(language, CERTIFICATE_WORDS),
    }


def _in(language: Language, texts: Mapping[str, str]) -> Words:
    return {name: language.translations.gettext(text) for name, text in texts.items()}
