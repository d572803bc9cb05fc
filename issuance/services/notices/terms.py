"""Versions of the terms of service (article 5): written, posted 14 days ahead, shown to every id once."""

from dataclasses import dataclass

from sqlalchemy import insert

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.ids import FEDERATION
from issuance.domain.notices.notice import Importance, NoticeText
from issuance.domain.notices.terms import TERMS, Terms, TermsEvent, TermsState, TermsText, coming, in_force
from issuance.domain.texts import Bilingual
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.notices.desk import post_notice
from issuance.services.notices.rights import check_poster
from issuance.storage.notices import all_terms, find_terms
from issuance.storage.tables.notices import terms_shown, terms_version
from issuance.storage.unit import Unit, Units

_READER = "terms"


@dataclass(frozen=True)
class PublicTerms:
    """The terms of one source, the chamber's or the federation's, as everybody may read them."""

    source: str
    current: Terms | None
    coming: list[Terms]
    earlier: list[Terms]
    """Versions that were in force, latest first."""


class TermsDesk:
    """The acts of an operator on the terms of his chamber, or of the federation on those for all."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def all(self, actor: Actor) -> list[Terms]:
        """Return the versions of the actor's chamber, the latest first."""
        with self._units.look(actor) as unit:
            return all_terms(unit)

    def get(self, actor: Actor, terms_id: str) -> Terms:
        """Return one of them; raise `RefusedError` where there is none of that id."""
        with self._units.look(actor) as unit:
            return find_terms(unit, terms_id)

    def write(self, actor: Actor, text: TermsText) -> str:
        """Keep a new draft; return its id."""
        with self._units.act(actor) as unit:
            check_poster(unit)
            row = unit.insert(
                terms_version,
                state=TermsState.DRAFT.value,
                text=text.model_dump_json(),
                effective_on=text.effective_on,
                written_at=unit.now,
            )
            unit.record("terms.write", f"terms:{row}", after=_told(text))
        return row

    def rewrite(self, actor: Actor, terms_id: str, version: int, text: TermsText) -> None:
        """Change a draft; a posted version stays as people were shown it."""
        with self._units.act(actor) as unit:
            check_poster(unit)
            found = find_terms(unit, terms_id)
            if found.state is not TermsState.DRAFT:
                raise RefusedError(_("This version was posted and stays as people were shown it: write another one."))
            changed = {"text": text.model_dump_json(), "effective_on": text.effective_on}
            unit.update(terms_version, terms_id, version=version, **changed)
            unit.record("terms.rewrite", f"terms:{terms_id}", before=_told(found.text), after=_told(text))

    def post(self, actor: Actor, terms_id: str, version: int) -> None:
        """Post a draft, with a notice on the board; raise `RefusedError` where its day is too near (article 5-2)."""
        with self._units.act(actor) as unit:
            check_poster(unit)
            found = find_terms(unit, terms_id)
            state = TERMS.after(found.state, TermsEvent.POST)
            found.text.check_posting(unit.now)
            changed = {"state": state.value, "posted_at": unit.now, "posted_by": actor.account}
            unit.update(terms_version, terms_id, version=version, **changed)
            unit.record("terms.post", f"terms:{terms_id}", after=_told(found.text))
            post_notice(unit, _notice_of(unit, found.text))

    def withdraw(self, actor: Actor, terms_id: str, version: int) -> None:
        """Take a posted version back before it takes effect."""
        with self._units.act(actor) as unit:
            check_poster(unit)
            found = find_terms(unit, terms_id)
            state = TERMS.after(found.state, TermsEvent.WITHDRAW)
            if found.text.binds_from <= unit.now:
                raise RefusedError(_("This version is in force. Post another one in its place."))
            unit.update(terms_version, terms_id, version=version, state=state.value)
            unit.record("terms.withdraw", f"terms:{terms_id}", before=_told(found.text))

    def discard(self, actor: Actor, terms_id: str, version: int) -> None:
        """Throw a draft away."""
        with self._units.act(actor) as unit:
            check_poster(unit)
            found = find_terms(unit, terms_id)
            state = TERMS.after(found.state, TermsEvent.DISCARD)
            unit.update(terms_version, terms_id, version=version, state=state.value)
            unit.record("terms.discard", f"terms:{terms_id}", before=_told(found.text))


class TermsReader:
    """What readers see, and the record of who was shown what."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def public(self, chamber: str) -> list[PublicTerms]:
        """Return the terms that bind in a chamber: its own, and the federation's for all."""
        return [each for each in (self._of(source) for source in _sources(chamber)) if each.current or each.coming]

    def version(self, chamber: str, terms_id: str) -> Terms:
        """Return a posted version that binds, bound or will bind in a chamber; raise `RefusedError` otherwise."""
        for source in _sources(chamber):
            with self._units.look(Actor.job(source, _READER)) as unit:
                for each in all_terms(unit):
                    if each.id == terms_id and each.state is TermsState.POSTED:
                        return each
        raise RefusedError(_("There is no such version of the terms."))

    def unseen(self, actor: Actor) -> list[Terms]:
        """Return the versions, in force or coming, that the actor's id was not shown yet."""
        current = [
            each
            for public in self.public(actor.chamber)
            for each in (*([public.current] if public.current else []), *public.coming)
        ]
        if actor.account is None or not current:
            return []
        with self._units.look(actor) as unit:
            rows = unit.rows(unit.select(terms_shown).where(terms_shown.c.id == actor.account))
            seen = {(row["source"], row["terms"]) for row in rows}
        return [each for each in current if (each.source, each.id) not in seen]

    def note_shown(self, actor: Actor, shown: list[Terms]) -> None:
        """Record that an id was shown versions now; once each, whatever else it does (article 5: nobody is blocked)."""
        with self._units.act(actor) as unit:
            rows = unit.rows(unit.select(terms_shown).where(terms_shown.c.id == actor.account))
            seen = {(row["source"], row["terms"]) for row in rows}
            for each in shown:
                if (each.source, each.id) in seen:
                    continue
                row = {"chamber": unit.chamber, "id": actor.account, "source": each.source, "terms": each.id}
                unit.execute(insert(terms_shown).values(**row, at=unit.now))
                unit.record("terms.show", f"terms:{each.id}", organisation=actor.answerable)

    def _of(self, source: str) -> PublicTerms:
        with self._units.look(Actor.job(source, _READER)) as unit:
            versions, now = all_terms(unit), unit.now
        current = in_force(versions, now)
        posted = [each for each in versions if each.state is TermsState.POSTED]
        earlier = [each for each in posted if each.text.binds_from <= now and each != current]
        return PublicTerms(source, current, coming(versions, now), earlier)


def _sources(chamber: str) -> tuple[str, ...]:
    return (chamber,) if chamber == FEDERATION else (chamber, FEDERATION)


def _notice_of(unit: Unit, text: TermsText) -> NoticeText:
    title = Bilingual(ja=f"利用規約の変更について（{text.name}）", en=f"Change of the terms of service ({text.name})")
    body = Bilingual(
        ja=f"利用規約を変更します。変更後の利用規約は{text.effective_on:%Y年%-m月%-d日}から適用されます。"
        "変更後の全文と変更箇所は「利用規約」のページでご覧いただけます。",
        en=f"The terms of service change. The new version applies from {text.effective_on:%-d %B %Y}. Its full text "
        "and what it changes are on the page “Terms of service”.",
    )
    return NoticeText(title=title, body=body, importance=Importance.IMPORTANT, first_day=japan_date(unit.now))


def _told(text: TermsText) -> dict[str, object]:
    return {
        "name": text.name,
        "effective_on": text.effective_on.isoformat(),
        "minor": str(text.minor),
        "harmless": str(text.harmless),
        "reason": text.reason,
    }
