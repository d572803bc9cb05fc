"""Refuses statements that would leave their chamber: what stands between one tenant and another's rows.

Every query, however deep it lies in a statement, must tie each tenant's table that it reads to the chamber, by a
condition that every row has to meet: `table.chamber = '<the chamber>'`, or `table.chamber = other.chamber` with another
table that is tied. A condition under OR or NOT ties nothing, and neither does one that an outer join makes optional.
Written SQL (`text()`) is refused, for nobody can see what it reads.

It guards against mistakes of this program's authors, who write queries; strangers never do.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import (
    Alias,
    BindParameter,
    BooleanClauseList,
    Column,
    CompoundSelect,
    Delete,
    Executable,
    Insert,
    Join,
    Lateral,
    Select,
    Table,
    TableSample,
    TextClause,
    Update,
)
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import AbstractTextClause, BinaryExpression, ClauseElement, ColumnClause, Grouping
from sqlalchemy.sql.selectable import (
    AliasedReturnsRows,
    FromClause,
    SelectStatementGrouping,
    TableClause,
    TextualSelect,
)

from issuance.errors import IssuanceError
from issuance.storage.tables.base import is_tenant_table, metadata

_CHAMBER = "chamber"
_HARMLESS_LITERALS = frozenset({"*", "1"})
"""What SQLAlchemy itself writes in count() and exists()."""

_MAX_SHAPES = 2000
"""More than the program has: only statements put together without end would pass it."""

_Froms = frozenset[FromClause]
_NOTHING: _Froms = frozenset()
_STATEMENTS = (Select, CompoundSelect, SelectStatementGrouping, Insert, Update, Delete, TextualSelect)


class TenantError(IssuanceError):
    """A statement would have left its chamber: a fault of this program, and nobody's data was touched."""


class Guard:
    """Examines statements, and remembers of each shape that it is sound and which of its values are the chamber."""

    def __init__(self) -> None:
        self._sound: dict[Any, tuple[int, ...]] = {}

    def check(self, statement: Executable, chamber: str) -> None:
        """Raise `TenantError` unless a statement stays in `chamber`."""
        shape = statement._generate_cache_key() if isinstance(statement, ClauseElement) else None
        known = None if shape is None else self._sound.get(shape.key)
        if shape is not None and known is not None:
            if any(shape.bindparams[index].effective_value != chamber for index in known):
                raise TenantError(f"A statement names another chamber than {chamber}.")
            return
        examination = _Examination(chamber)
        examination.statement(statement, _NOTHING, _NOTHING)
        if shape is not None:
            if len(self._sound) >= _MAX_SHAPES:
                self._sound.clear()
            ours = examination.values
            self._sound[shape.key] = tuple(i for i, value in enumerate(shape.bindparams) if value.key in ours)


class _Examination:
    """One walk through one statement. `values` names the bound values that stand for the chamber."""

    def __init__(self, chamber: str) -> None:
        self._chamber = chamber
        self.values: set[str] = set()

    def statement(self, statement: object, outer: _Froms, all_outer: _Froms) -> None:
        """Examine a statement and all that lies in it.

        `outer` are the tables of the statement around it, `all_outer` those of every one around it: it may refer to
        them instead of reading them anew (correlation).
        """
        if isinstance(statement, SelectStatementGrouping):
            self.statement(statement.element, outer, all_outer)
        elif isinstance(statement, CompoundSelect):
            self._plain(statement)
            for part in statement.selects:
                self.statement(part, _NOTHING, _NOTHING)
        elif isinstance(statement, Select):
            self._select(statement, outer, all_outer)
        elif isinstance(statement, Update | Delete):
            self._change(statement)
        elif isinstance(statement, Insert):
            self._insert(statement)
        else:
            raise TenantError(f"A unit runs select, insert, update and delete alone, no {type(statement).__name__}.")

    def _select(self, statement: Select[Any], outer: _Froms, all_outer: _Froms) -> None:
        self._plain(statement)
        froms = statement.get_final_froms()
        scope = _Scope(self, froms, statement._where_criteria)
        own = scope.tables - _referred(statement, len(froms), outer, all_outer)
        scope.require(own, all_outer - own)  # a table that is read anew hides the outer one of its name
        for nested in _nested(statement.get_children()):
            if nested not in scope.derived:
                self.statement(nested, frozenset(scope.tables), all_outer | scope.tables)

    def _change(self, statement: Update | Delete) -> None:
        self._plain(statement)
        parts = list(_parts(statement.get_children()))
        named = {part.table for part in parts if isinstance(part, Column) and isinstance(part.table, FromClause)}
        scope = _Scope(self, [statement.table, *named], statement._where_criteria)
        scope.require(scope.tables, _NOTHING)
        if isinstance(statement, Update):
            self._keeps_chamber(statement.table, _assigned(statement))
        for nested in _nested(parts):
            if nested not in scope.derived:
                self.statement(nested, frozenset(scope.tables), frozenset(scope.tables))

    def _insert(self, statement: Insert) -> None:
        self._plain(statement)
        if is_tenant_table(statement.table):
            rows = _rows(statement)
            if not rows or not all(self._is_ours(row.get(_CHAMBER)) for row in rows):
                raise TenantError(f"Every row for {statement.table} needs the chamber {self._chamber}, as a value.")
            self._upsert(statement)
        for nested in _nested(statement.get_children()):
            self.statement(nested, _NOTHING, _NOTHING)

    def _upsert(self, statement: Insert) -> None:
        clause = statement._post_values_clause
        changes = getattr(clause, "update_values_to_set", None)
        if changes is None:
            return
        found_by = getattr(clause, "inferred_target_elements", None) or ()
        if _CHAMBER not in {getattr(each, "name", each) for each in found_by}:
            raise TenantError(f"ON CONFLICT on {statement.table} must name the chamber among its columns.")
        self._keeps_chamber(statement.table, {getattr(key, "name", str(key)) for key in dict(changes)})

    def _keeps_chamber(self, table: object, assigned: Iterable[str]) -> None:
        if is_tenant_table(table) and _CHAMBER in assigned:
            raise TenantError(f"A row of {table} would move to another chamber.")

    def _plain(self, statement: Any) -> None:  # noqa: ANN401 - SQLAlchemy's statements share no class that has these
        """Refuse written SQL wherever it may stand in this statement, nested ones aside; examine its free CTEs."""
        for name in ("_prefixes", "_suffixes", "_hints", "_statement_hints"):
            if getattr(statement, name, None):
                raise TenantError("Written SQL (a prefix or a hint) is refused in a unit.")
        for part in _parts(statement.get_children()):
            if isinstance(part, AbstractTextClause | TextClause):
                raise TenantError("Written SQL (text()) is refused in a unit: build the statement of tables.")
            if isinstance(part, ColumnClause) and part.is_literal and part.name not in _HARMLESS_LITERALS:
                raise TenantError("Written SQL (literal_column()) is refused in a unit: build the statement of tables.")
        for cte in getattr(statement, "_independent_ctes", ()):
            self.statement(cte.element, _NOTHING, _NOTHING)

    def _is_ours(self, value: object) -> bool:
        if isinstance(value, BindParameter):
            self.values.add(value.key)
            return bool(value.effective_value == self._chamber)
        return value == self._chamber

    def condition(self, part: object) -> tuple[FromClause | None, FromClause | None] | None:
        """Read `a.chamber = '<ours>'` as (a, None) and `a.chamber = b.chamber` as (a, b); None for all else."""
        if not isinstance(part, BinaryExpression) or part.operator is not operators.eq:
            return None
        left, right = _of_chamber(part.left), _of_chamber(part.right)
        if left is not None and right is not None:
            return left, right
        table, value = (left, part.right) if left is not None else (right, part.left)
        if table is None or not isinstance(value, BindParameter):
            return None
        if not self._is_ours(value):
            raise TenantError(f"A statement names another chamber than {self._chamber}.")
        return table, None


class _Scope:
    """What one query reads: its tenants' tables, and which of them its conditions tie to the chamber."""

    def __init__(self, examination: _Examination, froms: Iterable[FromClause], where: Iterable[ClauseElement]) -> None:
        self.tables: set[FromClause] = set()
        self.derived: set[object] = set()
        """Statements that stand as tables: they were examined by themselves."""
        self._examination = examination
        self._ours: set[FromClause] = set()
        self._ties: list[tuple[FromClause, FromClause]] = []
        """(a, b): where `a` is tied, `b` is."""
        for each in froms:
            self._add(each)
        for condition in where:
            self._learn(condition)

    def require(self, tables: Iterable[FromClause], outer: _Froms) -> None:
        """Raise `TenantError` unless all of `tables` are tied; those of statements around this one are."""
        tied = self._ours | outer
        while fresh := {to for by, to in self._ties if by in tied} - tied:
            tied |= fresh
        loose = sorted(str(table) for table in tables if table not in tied)
        if loose:
            raise TenantError(f"A statement reads {', '.join(loose)} without naming the chamber.")

    def _add(self, each: FromClause) -> None:
        if isinstance(each, Join):
            self._add(each.left)
            self._add(each.right)
            self._learn_join(each)
        elif isinstance(each, Lateral):
            raise TenantError("LATERAL is refused in a unit: its conditions are not followed.")
        elif isinstance(each, Alias | TableSample) and isinstance(each.element, Table):
            if is_tenant_table(_known(each.element)):
                self.tables.add(each)
        elif isinstance(each, AliasedReturnsRows):
            self._add_derived(each)
        elif isinstance(each, TableClause) and is_tenant_table(_known(each)):
            self.tables.add(each)

    def _add_derived(self, each: AliasedReturnsRows) -> None:
        element: object = each.element
        if isinstance(element, FromClause):
            self._add(element)
        if isinstance(element, _STATEMENTS):
            self.derived.add(element)
            self._examination.statement(element, _NOTHING, _NOTHING)

    def _learn(self, condition: ClauseElement | None) -> None:
        for part in _conjuncts(condition):
            read = self._examination.condition(part)
            if read is not None:
                self._note(*read)

    def _learn_join(self, join: Join) -> None:
        """Learn from an ON condition: of an outer join, it ties the right side alone."""
        if join.full:
            return
        if not join.isouter:
            self._learn(join.onclause)
            return
        right = _Scope(self._examination, [join.right], ()).tables
        for part in _conjuncts(join.onclause):
            left_of, right_of = self._examination.condition(part) or (None, None)
            if right_of is None and left_of in right:
                self._note(left_of, None)
            elif left_of is not None and right_of is not None:
                self._ties += [(a, b) for a, b in ((left_of, right_of), (right_of, left_of)) if b in right]

    def _note(self, table: FromClause | None, other: FromClause | None) -> None:
        if table is not None and other is not None:
            self._ties += [(table, other), (other, table)]
        elif table is not None:
            self._ours.add(table)


def _referred(statement: Select[Any], froms: int, outer: _Froms, all_outer: _Froms) -> _Froms:
    """Return the outer tables that a query refers to and does not read anew, by SQLAlchemy's rules of correlation."""
    if statement._auto_correlate:
        return outer if froms > 1 else _NOTHING
    if statement._correlate_except is not None:
        return all_outer - frozenset(statement._correlate_except)
    return all_outer & frozenset(statement._correlate)


def _conjuncts(condition: object) -> Iterator[object]:
    """Yield the conditions that all must be met."""
    if isinstance(condition, Grouping):
        yield from _conjuncts(condition.element)
    elif isinstance(condition, BooleanClauseList) and condition.operator is operators.and_:
        for clause in condition.clauses:
            yield from _conjuncts(clause)
    else:
        yield condition


def _of_chamber(element: object) -> FromClause | None:
    """Return the table whose column `chamber` an expression is."""
    if isinstance(element, Column) and element.name == _CHAMBER and isinstance(element.table, FromClause):
        return element.table
    return None


def _known(table: TableClause) -> TableClause:
    if not isinstance(table, Table) or table.metadata is not metadata:
        raise TenantError(f"{table} is no table of issuance.storage.tables: use the one that stands there.")
    return table


def _parts(elements: Iterable[Any]) -> Iterator[Any]:
    """Yield all that lies in elements, statements included but not entered."""
    waiting = list(elements)
    while waiting:
        part = waiting.pop()
        yield part
        if not isinstance(part, _STATEMENTS):
            waiting.extend(part.get_children())


def _nested(elements: Iterable[Any]) -> Iterator[Any]:
    return (part for part in _parts(elements) if isinstance(part, _STATEMENTS))


def _rows(statement: Insert) -> list[dict[str, object]]:
    """Return what an insertion writes, by names of columns; nothing where another statement gives the rows."""
    if statement.select is not None:
        return []
    rows: list[Any] = [statement._values] if statement._values else []
    rows += [row for rows_of_one_call in statement._multi_values for row in rows_of_one_call]
    return [{getattr(key, "name", str(key)): value for key, value in dict(row).items()} for row in rows]


def _assigned(statement: Update) -> set[str]:
    return {getattr(key, "name", str(key)) for key in statement._values or ()}
