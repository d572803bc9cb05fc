"""What the exporter declares in box 9, by kind and language of the certificate. It is printed, and never translated."""

from signing.content import Kind

_DECLARES = {
    "en": "The undersigned, being duly authorised, declares that {what}"
    " and that the statements in this form are correct.",
    "fr": "Le soussigné, dûment autorisé, déclare que {what} et que les indications de ce formulaire sont exactes.",
    "es": "El abajo firmante, debidamente autorizado, declara que {what}"
    " y que los datos de este formulario son exactos.",
}
_WHAT = {
    Kind.COO_JP: {
        "en": "the goods described above were produced in Japan",
        "fr": "les marchandises désignées ci-dessus ont été produites au Japon",
        "es": "las mercancías descritas arriba fueron producidas en Japón",
    },
    Kind.COO_FOREIGN: {
        "en": "the goods described above originate in the countries shown",
        "fr": "les marchandises désignées ci-dessus sont originaires des pays indiqués",
        "es": "las mercancías descritas arriba son originarias de los países indicados",
    },
}


def declaration_text(kind: Kind, language: str) -> str:
    """Return the declaration of a certificate of origin."""
    return _DECLARES[language].format(what=_WHAT[kind][language])
