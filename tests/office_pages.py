"""Every page of the office, for the tests that try each of them: one list, served once.

A new page is one line in `PAGES`, or, where somebody has to be signed in, in `OF_SOMEBODY`.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from werkzeug.serving import make_server

from issuance.domain.actor import Actor
from issuance.domain.settings import ChamberSettings
from issuance.domain.settings.chamber import Contact
from issuance.domain.texts import Bilingual
from issuance.storage.settings import add_settings
from tests.builders import NOW
from tests.office_gallery import hang
from tests.office_site import CHAMBER, OfficeSite

DESKTOP = {"width": 1180, "height": 950}
PHONE = {"width": 360, "height": 640}

PAGES = {
    "start": "/",
    "no chamber found": "/?q=nowhere",
    "chamber": f"/{CHAMBER}/",
    "register": f"/{CHAMBER}/register",
    "link sent": f"/{CHAMBER}/register/sent",
    "another link": f"/{CHAMBER}/register/again",
    "link of a mail": f"/{CHAMBER}/register/link/x",
    "no such page": f"/{CHAMBER}/nothing",
    "parts of forms": f"/{CHAMBER}/gallery/form",
    "parts of lists": f"/{CHAMBER}/gallery/work",
}
"""Pages for visitors, by name."""

SETTINGS = ChamberSettings(
    names=Bilingual(ja="東京見本商工会議所", en="Tokyo Sample Chamber of Commerce and Industry"),
    address=Bilingual(ja="〒100-0000 東京都千代田区見本町1-1", en="1-1 Example-cho, Chiyoda-ku\nTokyo 100-0000\nJapan"),
    contact=Contact(
        department=Bilingual(ja="証明センター", en="Certification Centre"),
        mail="certificates@example.com",
        phone="03-0000-0000",
        fax="03-0000-0001",
    ),
)


@dataclass(frozen=True)
class Served:
    """A running office."""

    url: str
    site: OfficeSite

    def page(self, path: str, language: str) -> str:
        """Return a page's address in a language."""
        return f"{self.url}{path}{'&' if '?' in path else '?'}lang={language}"


@contextmanager
def serve_office(folder: Path, template: Callable[[int], Path]) -> Iterator[Served]:
    """Serve an office whose chamber has set everything; `template` is the fixture `office_templates`."""
    site = OfficeSite.make(folder, template(NOW.year))
    with site.office.units.act(Actor.job(CHAMBER, "test")) as unit:
        add_settings(unit, 1, SETTINGS)
    hang(site.app)
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Served(f"http://127.0.0.1:{server.port}", site)
    server.shutdown()
    thread.join()
    server.server_close()
    site.close()
