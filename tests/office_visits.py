"""Every page of a filled office that can be asked for by GET, with the right person's browser and ids that are there.

    visits = office_visits(site)               # site: filled by tests/office_filling.py
    for visit in visits:
        visit.client.get(visit.path)           # 200, or a reason in `visit.elsewhere`

A new view needs nothing here unless its address has a part that `_Finder` does not know.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.routing import Rule as UrlRule

from issuance.demo.office.sign_ins import sign_ins
from issuance.domain.actor import Actor
from issuance.domain.fees.cards.case import CaseKind
from issuance.domain.ids import FEDERATION, IdKind
from issuance.domain.imports.rows import Wrong
from issuance.domain.notices.notice import NoticeText
from issuance.domain.notices.notice import checked as checked_notice
from issuance.domain.notices.terms import TermsText
from issuance.domain.registration.filing import FilingKind
from issuance.domain.registration.form import MAX_PAPERS, SectionName
from issuance.domain.staff import Role
from issuance.services.registration.access import LINK_LIFE, Access
from issuance.storage.accounts import find_accounts, get_account
from issuance.storage.application_papers import papers_of
from issuance.storage.application_trays import Tray
from issuance.storage.applications import find_application_of_submission
from issuance.storage.card_cases import open_case
from issuance.storage.card_payments import add_payment
from issuance.storage.filing_keys import KeyPurpose, add_link
from issuance.storage.filings import get_filing
from issuance.storage.imports import Problem, note_file
from issuance.storage.inquiries import files_of, find_case, link_secret
from issuance.storage.inquiry_answers import answers_of
from issuance.storage.sessions import Origin
from issuance.storage.staff import store_roles
from issuance.storage.tables.accounts import account
from issuance.storage.tables.cards import card_case
from issuance.storage.tables.disclosures import disclosure
from issuance.storage.tables.fees import bank_line, charge, movement
from issuance.storage.tables.filings import filing
from issuance.storage.tables.imprints import imprint
from issuance.storage.tables.inquiries import case as inquiry_case
from issuance.storage.tables.measures import measure
from issuance.storage.tables.notices import notice, terms_version
from issuance.storage.tables.parties import registration, signatory
from issuance.storage.tables.retention import hold, plan
from issuance.storage.tables.sign_in import leak
from issuance.storage.tables.sub_ids import offer
from issuance.storage.tables.uploads import upload
from issuance.storage.unit import Unit
from signing.record import RevocationReason
from tests.office_routes import EVERYBODY, SIGNED_IN, route_rules
from tests.office_site import CHAMBER, OfficeSite
from tests.offices import draft
from tests.paid import Trade

ELSEWHERE = {
    "api.whoami": "a token is asked for: office/oauth/test_api.py counts",
    "api.status": "a token is asked for: office/oauth/test_api.py counts",
    **{f"api.{view}": "a token is asked for" for view in ("applications", "application", "papers", "fees")},
    **{f"api.{view}": "a token is asked for" for view in ("certificates", "original", "copy")},
    "oauth.authorize": "nothing is asked where no system asks: office/oauth/test_api.py counts",
    "static": "a file",
    "account.passkey": "leads back unless a passkey is being set up",
    "account.app": "leads back unless an app is being set up",
    "federation_account.passkey": "leads back unless a passkey is being set up",
    "federation_account.app": "leads back unless an app is being set up",
    "credentials.link": "an unknown link is refused",
    "federation_credentials.link": "an unknown link is refused",
    "federation.find": "leads to the chamber that is looked for",
    "federation_account.leak_of": "the federation answers for no ids of others",
    "federation_leaks.review": "no operator has reported a leak",
    "registration.signatories": "first filings alone name signatories",
    "registration.signatory": "first filings alone name signatories",
    "terms.news": "leads on who has seen them",
    "sign_in.passkey": "leads to the first page of the sign-in",
    "sign_in.second": "leads to the first page of the sign-in",
    "sign_in.set_up": "leads to the first page of the sign-in",
    "federation_sign_in.passkey": "leads to the first page of the sign-in",
    "federation_sign_in.second": "leads to the first page of the sign-in",
    "federation_sign_in.set_up": "leads to the first page of the sign-in",
}
"""Views that answer something else than a page of their own to one who just comes along."""

SEARCHES = {
    "statistics.overview": ("from=2024-12&to=2026-10&by=quarter", "from=2026-05&to=2026-04", "from=x"),
    "trail.search": (
        "act=registration.approve",
        "act=registration",
        "act=vault",
        "act=vault.rotate",
        "subject=registration:42",
        "since=2026-01-10&until=2026-01-11",
        "before=5000",
    ),
    "organisations.found": (
        "q=東京貿易",
        "q=Tokyo+Trading+15",
        "state=active",
        "state=suspended",
        "soon=1",
        "demands=1",
    ),
    "review.queue": (
        "tray=approved",
        "tray=returned",
        "page=9",
        "late=1",
        "q=貿易",
        "kind=renewal",
        "form=sole+trader",
    ),
    "applications_desk.queue": (
        *(f"tray={tray.value.replace(' ', '+')}" for tray in Tray),
        "q=見本",
        "q=A-2222-2222",
        "q=INV-2026-1000",
        "kind=coo-jp&destination=DE&rush=1&overdue=1&mine=1",
        "after=0~2026-03-10T03:00:00%2B00:00~0123456789abcdef",
        "before=1~2026-03-10T03:00:00%2B00:00~0123456789abcdef",
    ),
    "desk_ids.search": ("q=貿易", "state=locked", "q=person7%40example.co.jp"),
    "posting.messages": ("tray=waiting", "tray=settled"),
    "applications.overview": ("tray=all", "tray=chamber", "tray=all&q=INV-2026-1000", "q=TYO26-000001", "kind=invoice"),
    "cashier.queue": ("drawer=late", "drawer=on_account", "drawer=paid", "page=9"),
    "cashier.bank_line": ("q=貿易",),
    "people.find_agent": ("q=双葉商事",),
}
"""What lists are asked for besides all that they have."""


@dataclass(frozen=True)
class Visit:
    """One page for one person."""

    name: str
    """The view, and what is asked of it."""
    path: str
    client: FlaskClient
    elsewhere: str = ""
    """Why it answers with something else than 200."""


def office_visits(site: OfficeSite) -> list[Visit]:
    """Return the visits to every view; forms sent without the page's token are taken from now on."""
    site.app.config.update(WTF_CSRF_ENABLED=False)
    people = _People(site)
    finder = _Finder(site, people)
    found = []
    for rule in sorted(site.app.url_map.iter_rules(), key=lambda each: each.endpoint):
        if "GET" not in (rule.methods or ()):
            continue
        client = people.client_for(rule.endpoint)
        for values in finder.values(rule):
            built = rule.build(values, append_unknown=False)
            assert built is not None, f"{rule.endpoint} has no address with {values}"
            words = [str(value) for name, value in values.items() if name in ("act", "what", "name")]
            name = " ".join([rule.endpoint, *words])
            found.append(Visit(name, built[1], client, ELSEWHERE.get(rule.endpoint, "")))
        for query in SEARCHES.get(rule.endpoint, ()):
            found.append(Visit(f"{rule.endpoint} ?{query}", f"{found[-1].path.partition('?')[0]}?{query}", client))
    return found


class _People:
    """Browsers of the demo's people: one per role, an applicant who is an agent too, the federation, visitors."""

    def __init__(self, site: OfficeSite) -> None:
        self._site = site
        self._rules = route_rules()
        self._clients: dict[str, FlaskClient] = {}
        self.logins = {each.who: each.login for each in sign_ins(site.office) if each.chamber in (CHAMBER, FEDERATION)}

    def client_for(self, endpoint: str) -> FlaskClient:
        """Return the browser of one who may open a view."""
        rule = self._rules[endpoint]
        if endpoint.startswith("register."):
            return self._browser("taking back" if endpoint == "register.take_back" else "writing")
        if rule == EVERYBODY:
            return self._browser("visitor")
        if rule == SIGNED_IN:
            return self._browser(FEDERATION if endpoint.startswith("federation") else "administrator id")
        return self._browser(FEDERATION if isinstance(rule, str) else rule[0])

    def actor(self, who: str) -> Actor:
        """Return somebody of the chamber as he acts."""
        with self._site.office.units.look(Actor.job(CHAMBER, "test")) as unit:
            held = self._account(unit, who)
        return Actor(CHAMBER, held.login, held.id, held.kind, held.organisation, "127.0.0.1")

    def _browser(self, who: str) -> FlaskClient:
        if who not in self._clients:
            self._clients[who] = self._site.client()
            if who in ("writing", "taking back"):
                self._open_link(self._clients[who], "月見産業" if who == "writing" else "青海通商")
            elif who != "visitor":
                self._sign_in(self._clients[who], who)
        return self._clients[who]

    def _sign_in(self, client: FlaskClient, who: str) -> None:
        with self._site.office.units.act(Actor.job(FEDERATION if who == FEDERATION else CHAMBER, "test")) as unit:
            held = self._account(unit, who)
            token = self._site.office.access.sessions.begin(unit, held.id, Origin("127.0.0.1", "a test", "password"))
        client.set_cookie("id", str(token))
        if who.endswith(" id"):
            client.get(f"/{CHAMBER}/terms/news")  # until he has seen the new terms, every page leads there

    def _account(self, unit: Unit, who: str) -> Any:
        names = {
            "administrator id": "Administrator id of Futaba Shoji Co., Ltd.",
            "user id": "User id of a signatory",
            FEDERATION: "Federation's operator",
            Role.CHAMBER_ADMINISTRATOR.value: "Administrator of the chamber",
        }
        login = self.logins[names.get(who, who.capitalize())]
        return find_accounts(unit, account.c.login == login)[0]

    def _open_link(self, client: FlaskClient, name: str) -> None:
        """Open the link of the filing of somebody who has no id yet."""
        with self._site.office.units.act(Actor.job(CHAMBER, "test")) as unit:
            drafts = unit.rows(unit.select(filing, filing.c.id).where(filing.c.submission.like("demo-%")))
            found = (get_filing(unit, str(row["id"])) for row in drafts)
            key = next(each.id for each in found if name in each.data["organisation"]["name_ja"])
            token = add_link(unit, key, KeyPurpose.OPEN, "trade@example.co.jp", LINK_LIFE)
        client.post(f"/{CHAMBER}/register/link/{token}")


def _import_file(unit: Unit) -> str:
    """Return a file of past certificates that was not taken."""
    named = {"sha256": "0" * 64, "name": "past.csv"}
    return note_file(unit, named, ("TYO-C000001-0", "TYO-C000002-0"), 300, 1, [Problem(2, "AB", Wrong.NUMBER)])


class _Finder:
    """Finds ids for the parts of addresses."""

    def __init__(self, site: OfficeSite, people: _People) -> None:
        self._site = site
        self._people = people
        self._applicant = people.actor("administrator id")
        self._let_there_be_drafts()
        self._trade = _Trade(site, people)
        self._known = self._ids()

    def values(self, rule: UrlRule) -> Iterator[dict[str, object]]:
        """Yield the parts of a view's addresses: one for each of the words that a part may be."""
        names, choices = [], []
        for name, converter in rule._converters.items():
            names.append(name)
            choices.append(sorted(converter.items) if hasattr(converter, "items") else self._one(rule.endpoint, name))
        for chosen in itertools.product(*choices):
            yield dict(zip(names, chosen, strict=True))

    def _one(self, endpoint: str, name: str) -> list[object]:
        always: dict[str, list[object]] = {
            "chamber": [CHAMBER],
            "code": [CHAMBER],
            "filename": ["icon.svg"],
            "page": [1],
            "number": [100],
            "sheet": ["copy-1"],
            "token": ["x" * 43],
            "language": ["en"],
        }
        if name in always:
            return always[name]
        blueprint = endpoint.partition(".")[0]
        for key in (f"{endpoint} {name}", f"{blueprint} {name}", name):
            if key in self._known:
                return self._known[key]
        raise LookupError(f"Say in tests/office_visits.py which {name!r} the page {endpoint} is opened with.")

    def _let_there_be_drafts(self) -> None:
        """Begin what the demo has only finished: a renewal, notices and terms that are not posted yet."""
        office = self._site.office
        access = Access(office.registration.holders.begin(self._applicant, FilingKind.RENEWAL).id)
        for number, picture in enumerate(self._pictures()):
            paper = {"kind": "other", "upload": picture, "filename": f"{number}.png", "issued": "2026-03-01"}
            office.registration.drafts.save_item(self._applicant, access, SectionName.PAPERS, paper, "")
        words = {"ja": "お知らせ", "en": "Notice"}
        day = office.clock().date()
        for actor in (self._people.actor("operator"), Actor.job(FEDERATION, "test")):
            text = {"title": words, "body": words, "first_day": day}
            office.postings.notices.write(actor, checked_notice(NoticeText, text))
            newer = {"name": "2030-01", "ja": "規約", "en": "Terms", "effective_on": day.replace(year=2030)}
            office.postings.terms.write(actor, TermsText.model_validate(newer))

    def _pictures(self) -> list[str]:
        with self._site.office.units.look(self._applicant) as unit:
            rows = unit.rows(unit.select(upload, upload.c.id).where(upload.c.purpose == "document"))
        return [str(row["id"]) for row in rows[:MAX_PAPERS]]

    def _ids(self) -> dict[str, list[object]]:
        applicant = str(self._applicant.answerable)
        registrar = self._people.actor("registrar")
        with self._site.office.units.act(Actor.job(CHAMBER, "test")) as unit:
            change = unit.rows(unit.select(filing).where(filing.c.kind == "change", filing.c.state == "submitted"))[0]
            unit.update(filing, change["id"], state="in review", holder=registrar.account, held_since=unit.now)
            mine = get_filing(unit, self._first(unit, filing, *self._of_applicant(unit, "approved")))
            draft = get_filing(unit, self._first(unit, filing, *self._of_applicant(unit, "draft")))
            waiting = unit.rows(unit.select(signatory).where(signatory.c.state == "named"))[0]
            open_demand = unit.rows(unit.select(measure).where(measure.c.kind == "demand"))[-1]
            under_review = get_filing(unit, str(change["id"]))
            locked = unit.rows(unit.select(account).where(account.c.kind == IdKind.STAFF, account.c.state == "invited"))
            writing = unit.rows(unit.select(filing).where(filing.c.submission == "demo-9"))[0]
            new = get_filing(unit, str(writing["id"]))
            store_roles(unit, registrar.account or "", [Role.REGISTRAR])
            return {
                "admin account": [locked[0]["id"]],
                **self._of_applications(unit),
                **self._on_the_desk(unit),
                "account account": [self._first(unit, account, account.c.agent == applicant)],
                "federation_account account": [self._first(unit, account)],
                "desk_ids key": [self._first(unit, account, account.c.kind == IdKind.USER)],
                "desk_signatories key": [waiting["id"]],
                "imports key": [_import_file(unit)],
                "leak": [self._first(unit, leak)],
                "imprints imprint": [self._first(unit, imprint, imprint.c.state == "confirmed")],
                "issue_desk key": [self._trade.stopped],
                "printing application": [self._trade.delivered],
                "revocation application": [self._trade.delivered],
                "replacement application": [self._trade.delivered],
                "revocations application": [self._trade.delivered],
                "revocations key": [self._trade.revocation],
                "counter key": [self._trade.delivered],
                "organisations organisation": [open_demand["organisation"]],
                "organisations measure": [open_demand["id"]],
                "organisations.settle what": ["met", "take-back"],
                "organisations.specimen organisation": [waiting["organisation"]],
                "organisations.refuse_specimen organisation": [waiting["organisation"]],
                "organisations signatory": [waiting["id"]],
                "people.answer key": [self._first(unit, offer, offer.c.agent == applicant)],
                "people key": [self._first(unit, account, account.c.agent == applicant)],
                "people agent": [self._agent(unit)],
                "posting notice": self._notices(unit),
                "posting terms": self._terms(unit),
                "terms version": [self._newest_terms(unit)],
                "register upload": [new.data["papers"][0]["upload"]],
                "register name": ["organisation", "addresses", "contacts", "pledge"],
                "register.signatory key": [new.data["signatories"][0]["key"]],
                "registration upload": [draft.data["papers"][0]["upload"]],
                "registration name": ["organisation", "addresses", "contacts", "pledge"],
                "registration.signatory key": ["new"],
                "registration filing": [mine.id],
                "review key": [change["id"]],
                "review upload": [under_review.submitted_form.papers[0].upload],
                "signatories key": [self._first(unit, signatory, signatory.c.organisation == applicant)],
                **self._of_fees(unit),
                "retention plan": [self._first(unit, plan)],
                "retention hold": [self._first(unit, hold)],
                "disclosures case": [self._first(unit, disclosure)],
                "webhooks system": [self._site.office.administration.third_parties.all()[0].id],
                **self._of_federation(),
                **self._of_inquiries(unit),
            }

    def _of_fees(self, unit: Unit) -> dict[str, list[object]]:
        """Return a charge that was paid, and so has a receipt; the money that came in; a line of the bank."""
        paid = self._first(unit, charge, charge.c.state == "paid")
        payer = unit.rows(unit.select(charge, charge.c.organisation).where(charge.c.id == paid))[0]["organisation"]
        return {
            "cashier organisation": [payer],
            "charge": [paid],
            "cashier movement": [self._first(unit, movement, movement.c.organisation == payer)],
            "cashier line": [self._first(unit, bank_line, bank_line.c.state == "open")],
            "month": ["2026-03"],
            **self._of_cards(unit, payer),
        }

    def _of_cards(self, unit: Unit, payer: str) -> dict[str, list[object]]:
        """Return payments that were begun: the demo has no account with a card service."""
        mine = str(self._people.actor("user id").answerable)
        begun = {each: add_payment(unit, each, 2308, [], "en", f"visit {each}").id for each in {payer, mine}}
        open_case(unit, CaseKind.OTHER_SUM, "pi_visit", 400, "jpy", begun[payer])
        return {
            "cashier payment": [begun[payer]],
            "fees payment": [begun[mine]],
            "cashier case": [self._first(unit, card_case)],
        }

    def _of_inquiries(self, unit: Unit) -> dict[str, list[object]]:
        """Return a case with a picture, one that was answered, and its link as its reporter has it."""
        cases = {
            name: find_case(unit, inquiry_case.c.submission == f"demo-case-{name}") for name in ("taken", "confirmed")
        }
        taken, answered = cases["taken"], cases["confirmed"]
        assert taken is not None
        assert answered is not None
        letter: list[object] = [answers_of(unit, answered.id)[0].id]
        return {
            "inquiries_desk key": [taken.id],
            "inquiries_desk.letter key": [answered.id],
            "inquiries_desk answer": letter,
            "inquiries_desk upload": [files_of(unit, taken.id)[0]],
            "report reference": [answered.reference],
            "report secret": [link_secret(unit, answered.id)],
            "report answer": letter,
        }

    def _of_applications(self, unit: Unit) -> dict[str, list[object]]:
        """Return a draft that is complete for the pages that write, a submitted one for the others."""
        draft = find_application_of_submission(unit, "demo-complete")
        sent = find_application_of_submission(unit, "demo-submitted-1")
        assert draft is not None
        assert sent is not None
        written = {
            f"applications.{view} application": [draft.id]
            for view in ("form", "goods", "papers", "check", "empty_table")
        }
        return {
            **written,
            "applications application": [sent.id],
            "api application": [sent.id],
            "api number": ["TYO26-000001"],
            "applications paper": [papers_of(unit, sent.id)[0].id],
            "applications.empty_table ending": ["csv", "xlsx"],
        }

    def _on_the_desk(self, unit: Unit) -> dict[str, list[object]]:
        """Return applications in the states in which the officers' pages offer each of their acts."""
        found = {
            name: find_application_of_submission(unit, f"demo-{name}")
            for name in ("in-review", "checked-1", "approved")
        }
        keys = {name: application.id for name, application in found.items() if application is not None}
        return {
            "applications_desk key": [keys["in-review"]],
            "applications_desk.approve key": [keys["checked-1"]],
            "applications_desk.recall key": [keys["approved"]],
            "applications_desk upload": [papers_of(unit, keys["in-review"])[0].upload],
        }

    def _of_federation(self) -> dict[str, list[object]]:
        with self._site.office.units.look(Actor.job(FEDERATION, "test")) as unit:
            return {
                "federation system": [self._site.office.administration.third_parties.all()[0].id],
                "federation_webhooks system": [self._site.office.administration.third_parties.all()[0].id],
                "federation_posting notice": self._notices(unit),
                "federation_posting terms": self._terms(unit),
            }

    def _notices(self, unit: Unit) -> list[object]:
        return [self._first(unit, notice, notice.c.state == "draft")]

    def _terms(self, unit: Unit) -> list[object]:
        return [self._first(unit, terms_version, terms_version.c.state == "draft")]

    def _newest_terms(self, unit: Unit) -> str:
        posted = unit.select(terms_version).where(terms_version.c.state == "posted")
        return str(unit.rows(posted.order_by(terms_version.c.effective_on.desc()))[0]["id"])

    def _of_applicant(self, unit: Unit, state: str) -> tuple[sa.ColumnElement[bool], ...]:
        held = self._first(unit, registration, registration.c.organisation == self._applicant.answerable)
        return filing.c.registration == held, filing.c.state == state

    def _agent(self, unit: Unit) -> str:
        other = registration.c.organisation != self._applicant.answerable
        return str(
            unit.rows(unit.select(registration).where(registration.c.capacities == "agent", other))[0]["organisation"]
        )

    def _first(self, unit: Unit, table: sa.Table, *where: sa.ColumnElement[bool]) -> str:
        rows = unit.rows(unit.select(table, table.c.id).where(*where).limit(1))
        assert rows, f"the filled office has no such row of {table.name}: {[str(each) for each in where]}"
        return str(rows[0]["id"])


class _Trade:
    """What the demo's user id has applied for: one certificate that can be printed, one whose issue has stopped."""

    def __init__(self, site: OfficeSite, people: _People) -> None:
        office, actors = site.office, [people.actor(who) for who in ("user id", "reviewer", "approver")]
        with office.units.look(Actor.job(CHAMBER, "test")) as unit:
            user, reviewer, approver = (get_account(unit, str(actor.account)) for actor in actors)
        trade = Trade(office, str(user.organisation), str(user.signatory), user, reviewer, approver)
        self.delivered = trade.apply(draft(), copies=2)
        self.stopped = trade.apply(draft(remarks=""))  # an empty remark is no remark: the model refuses it
        for key in (self.delivered, self.stopped):
            office.delivery.job.issue(CHAMBER, key)
        office.delivery.printing.fetch(trade.actor, self.delivered, "original")
        officer, _ = trade.officers
        office.after_issue.copies.order(officer, self.delivered, 2, "visited")
        doubtful = trade.apply(draft())
        office.delivery.job.issue(CHAMBER, doubtful)
        case = office.after_issue.asking.ask(trade.actor, doubtful, RevocationReason.MISUSE, "It was lost.")
        self.revocation = case.id
