"""Answers to cases and their signed letters: rows to values and back."""

import base64
from collections.abc import Sequence

from sqlalchemy import ColumnElement, RowMapping

from issuance.domain.inquiries.answer import ANSWER, UNDER_WAY, Answer, AnswerEvent, AnswerState, Fact, Statement
from issuance.domain.inquiries.certified import Box
from issuance.storage.tables.inquiries import answer as table
from issuance.storage.tables.inquiries import letter
from issuance.storage.unit import Unit, new_id


def add_answer(unit: Unit, case_id: str, statement: Statement) -> Answer:
    """Add a proposed answer."""
    key = new_id()
    unit.insert(
        table,
        id=key,
        case=case_id,
        state=ANSWER.start.value,
        fact=statement.fact.value,
        boxes=",".join(box.value for box in statement.boxes),
        words=unit.seal(table.c.words, key, {"words": statement.words}),
        proposed_by=unit.actor.account,
        proposed_at=unit.now,
        stopped_because="",
        version=1,
    )
    return _answers(unit, table.c.id == key)[0]


def answers_of(unit: Unit, case_id: str) -> Sequence[Answer]:
    """Return the answers of a case, the oldest first."""
    return _answers(unit, table.c.case == case_id)


def under_way(unit: Unit, case_id: str) -> Answer | None:
    """Return the answer of a case on which something is still to be done."""
    states = [state.value for state in UNDER_WAY]
    found = _answers(unit, table.c.case == case_id, table.c.state.in_(states))
    return found[0] if found else None


def find_answer(unit: Unit, key: str) -> Answer | None:
    """Return an answer, None where there is none."""
    found = _answers(unit, table.c.id == key)
    return found[0] if found else None


def answers_in(unit: Unit, state: AnswerState) -> Sequence[Answer]:
    """Return the answers in a state, the oldest first."""
    return _answers(unit, table.c.state == state.value)


def states_of_answers(unit: Unit, case_ids: Sequence[str]) -> dict[str, AnswerState]:
    """Return by case the state of the answer on which something is still to be done."""
    if not case_ids:
        return {}
    query = unit.select(table, table.c.case, table.c.state).where(
        table.c.case.in_(case_ids), table.c.state.in_([state.value for state in UNDER_WAY])
    )
    return {str(row["case"]): AnswerState(row["state"]) for row in unit.rows(query)}


def move_answer(unit: Unit, found: Answer, event: AnswerEvent, **columns: object) -> Answer:
    """Lead an answer on as its table says, and record it; the only way between its states."""
    state = ANSWER.after(found.state, event)
    unit.update(table, found.id, version=found.version, state=state.value, **columns)
    unit.record(
        f"answer.{event.name.lower()}",
        f"inquiry:{found.case}",
        before={"state": found.state},
        after={"state": state, "answer": found.id, "fact": found.statement.fact},
    )
    return _answers(unit, table.c.id == found.id)[0]


def add_letter(unit: Unit, answer_id: str, pdf: bytes) -> None:
    """Keep the signed letter of an answer; a second one of the same answer is refused by the database."""
    sealed = unit.seal(letter.c.pdf, answer_id, {"pdf": base64.b64encode(pdf).decode()})
    unit.insert(letter, id=answer_id, signed_at=unit.now, pdf=sealed)


def letter_of(unit: Unit, answer_id: str) -> bytes | None:
    """Return the signed letter of an answer, None where it has none."""
    row = unit.row(unit.select(letter).where(letter.c.id == answer_id))
    return None if row is None else base64.b64decode(unit.open(letter.c.pdf, answer_id, row["pdf"])["pdf"])


def _answers(unit: Unit, *where: ColumnElement[bool]) -> list[Answer]:
    query = unit.select(table).where(*where).order_by(table.c.proposed_at, table.c.id)
    return [_answer(unit, row) for row in unit.rows(query)]


def _answer(unit: Unit, row: RowMapping) -> Answer:
    key = str(row["id"])
    boxes = tuple(Box(text) for text in row["boxes"].split(",") if text)
    words = unit.open(table.c.words, key, row["words"])["words"]
    same = ("proposed_by", "proposed_at", "confirmed_by", "confirmed_at", "signed_at", "stopped_because", "version")
    return Answer(
        id=key,
        case=row["case"],
        state=AnswerState(row["state"]),
        statement=Statement(Fact(row["fact"]), boxes, words),
        **{name: row[name] for name in same},
    )
