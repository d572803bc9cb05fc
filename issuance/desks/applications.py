"""The applicants' desks put together: `office.applications`."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cached_property
from threading import Lock

from issuance.domain.application.application import Application
from issuance.domain.application.context import OfficeData
from issuance.domain.application.goods_table import GoodsTable, read_goods
from issuance.domain.chamber import ChamberProfile
from issuance.domain.uploads import FileKind
from issuance.errors import RefusedError
from issuance.intake.checking import Checker
from issuance.intake.workbooks import workbook_rows
from issuance.language import _
from issuance.paper import Enclosures, Rendering
from issuance.services.applications.described import Describer
from issuance.services.applications.drafts import DraftDesk
from issuance.services.applications.letters import ApplicationLetters
from issuance.services.applications.lists import ListDesk
from issuance.services.applications.papers import PaperDesk
from issuance.services.applications.previews import Draw, PreviewDesk
from issuance.services.applications.replacing import Ledger, Replacing
from issuance.services.applications.submissions import SubmissionDesk
from issuance.services.applications.surroundings import Surroundings
from issuance.services.applications.templates import TemplateDesk
from issuance.services.applications.tidying import DraftTidying
from issuance.services.applications.views import ApplicationViews
from issuance.services.applications.wishes import WishDesk
from issuance.services.certificates.print_room import PrintRoom
from issuance.services.replacement.beginning import ReplacementDesk
from issuance.services.uploads import Uploads
from issuance.storage.unit import Unit, Units
from signing.content import AnyContent, Kind
from signing.trust import TrustList

_A_MINUTE = dt.timedelta(minutes=1)


class OfficeDataShelf:
    """Keeps for a minute what chambers add to drafts: every page of a form asks for it. Threads share it."""

    def __init__(
        self,
        trust_list: Callable[[], TrustList],
        profile: Callable[[str], ChamberProfile],
        clock: Callable[[], dt.datetime],
    ) -> None:
        self._trust_list = trust_list
        self._profile = profile
        self._clock = clock
        self._kept: dict[str, tuple[dt.datetime, OfficeData]] = {}
        self._lock = Lock()

    def get(self, chamber: str) -> OfficeData:
        """Return it; raise `RefusedError` for a chamber that the trust list does not name."""
        now = self._clock()
        with self._lock:
            found = self._kept.get(chamber)
            if found is None or not found[0] <= now < found[0] + _A_MINUTE:
                found = self._kept[chamber] = (now, self._read(chamber))
            return found[1]

    def _read(self, chamber: str) -> OfficeData:
        trust_list = self._trust_list()
        try:
            named = trust_list.chamber(chamber)
        except KeyError as error:
            raise RefusedError(_("This chamber issues no certificates here yet.")) from error
        return OfficeData(named, self._profile(chamber), trust_list.base.site)


class PreviewPress:
    """Draws previews: sheets in the print room, their pages in a process of their own. It needs no key."""

    def __init__(self, print_room: Callable[[], PrintRoom], checker: Checker) -> None:
        self._print_room = print_room
        self._checker = checker

    def sheet(self, content: AnyContent, pictures: Mapping[str, bytes]) -> bytes:
        """Return the PDF of a certificate's preview."""
        return self._print_room().sheet(content, None, pictures, Rendering.PREVIEW)

    def specimen(self, content: AnyContent, pictures: Mapping[str, bytes], enclosures: Enclosures) -> bytes:
        """Return the PDF of a preview that shows its seal and signatures."""
        return self._print_room().sheet(content, None, pictures, Rendering.SPECIMEN, enclosures)

    def page(self, pdf: bytes, page: int) -> bytes:
        """Return a page of it (from 1) as PNG; raise `RefusedError` where there is no such page."""
        return self._checker.draw(pdf, FileKind.PDF, page)


class Applications:
    """What the pages of applicants and agents work with. `site` is the office's public address.

    `office_data` returns what a chamber adds to drafts, `draw` draws the preview's sheet, `cancel` takes a bill back.
    """

    def __init__(
        self,
        units: Units,
        uploads: Uploads,
        *,
        site: str,
        office_data: Callable[[str], OfficeData],
        ledger: Callable[[], Ledger],
        draw: Draw,
        cancel: Callable[[Unit, Application], None],
    ) -> None:
        self._units = units
        self._uploads = uploads
        self._site = site
        self._ledger = ledger
        self._draw = draw
        self._cancel = cancel
        self.surroundings = Surroundings(office_data)
        self.describer = Describer(units, uploads)

    @cached_property
    def lists(self) -> ListDesk:
        """Lists."""
        return ListDesk(self._units, lambda numbers: self._ledger().states(numbers))

    @cached_property
    def papers(self) -> PaperDesk:
        """Papers."""
        return PaperDesk(self._units, self._uploads, self.describer)

    @cached_property
    def drafts(self) -> DraftDesk:
        """Begins and keeps."""
        return DraftDesk(self._units, self.papers, self.submissions)

    @cached_property
    def replacing(self) -> Replacing:
        """Judges which certificate can be replaced."""
        return Replacing(self._ledger)

    @cached_property
    def replacements(self) -> ReplacementDesk:
        """Begins what is to replace a certificate."""
        return ReplacementDesk(self._units, self.drafts, self.replacing)

    @cached_property
    def submissions(self) -> SubmissionDesk:
        """Hands on."""
        return SubmissionDesk(
            self._units,
            self.papers,
            self.surroundings,
            self.replacing,
            ApplicationLetters(self._site),
            cancel=self._cancel,
        )

    @cached_property
    def templates(self) -> TemplateDesk:
        """Templates."""
        return TemplateDesk(self._units)

    @cached_property
    def wishes(self) -> WishDesk:
        """What signatories choose."""
        return WishDesk(self._units)

    @cached_property
    def views(self) -> ApplicationViews:
        """One application."""
        return ApplicationViews(self._units, self.papers, self.describer, self._ledger)

    def goods_table(self, data: bytes | str, kind: Kind) -> GoodsTable:
        """Return the goods lines of a table that was pasted or uploaded; raise `RefusedError` where it is none."""
        return read_goods(data, kind, workbook_rows)

    @cached_property
    def tidying(self) -> DraftTidying:
        """What each day takes away."""
        return DraftTidying(self._units, self.drafts)

    @cached_property
    def previews(self) -> PreviewDesk:
        """Previews."""
        return PreviewDesk(self._units, self.surroundings, self.describer, self._draw)
