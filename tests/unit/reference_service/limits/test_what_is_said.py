"""What people and programs read where a limit was reached."""

import pytest

from reference_service.languages import LANGUAGES
from tests.builders import Issued
from tests.limited_site import Door
from tests.reference_site import page_of


class TestPages:
    """What a person reads."""

    @pytest.mark.parametrize("code", LANGUAGES)
    def test_the_page_says_in_every_language_that_nothing_was_looked_up(
        self, door: Door, issued: Issued, code: str
    ) -> None:
        door.use_up_rows(issued)
        page = door.get(f"{page_of(issued)}?lang={code}")
        assert page.status_code == 429
        assert page.headers["Retry-After"] == "10"
        assert page.headers["Content-Language"] == LANGUAGES[code].tag
        translate = LANGUAGES[code].translations.gettext
        assert translate("Too many checks for now") in page.text
        assert translate("No certificate with this number and date") not in page.text
        assert issued.number not in page.text

    def test_openapi_tells_of_the_limits_and_the_key(self, door: Door) -> None:
        spec = door.get("/openapi.json").json
        assert spec is not None
        assert spec["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"
        for path in ("/api/v1/certificates/{number}/{issue_date}", "/api/v1/seals/{seal}"):
            operation = spec["paths"][path]["get"]
            assert {"401", "429"} <= set(operation["responses"])
            assert operation["security"] == [{}, {"apiKey": []}], "a key is never needed"
        assert "Retry-After" in spec["paths"]["/api/v1/documents/{sha256}"]["get"]["responses"]["429"]["headers"]
        assert "401" in spec["paths"]["/api/v1/checks"]["post"]["responses"]
