"""Every act that the office's code can write into the audit trail, read from its sources.

    recorded_acts()      # {"filing.take": {"issuance/services/registration/review.py:47"}, …}

Found are the calls of `.record(…)`, and of functions that hand their own `act` on to it. The act is a text, a choice
between texts, or a text with an event in it (`f"reset.{event.name.lower()}"`): then each event of its type counts.
"""

import ast
import importlib
from collections import defaultdict
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

ROOT = Path(__file__).parent.parent
Function = ast.FunctionDef


def recorded_acts() -> dict[str, set[str]]:
    """Return the acts with the places that record them; raise `TypeError` for one that cannot be told."""
    modules = {path: ast.parse(path.read_text("utf-8")) for path in sorted((ROOT / "issuance").rglob("*.py"))}
    shared: dict[str, int] = {"record": 0}
    own: dict[Path, dict[str, int]] = {path: {} for path in modules}
    for _ in range(2):  # who hands on to `record`, then who hands on to those
        for path, module in modules.items():
            for name, position in _handing_on(module, shared | own[path]):
                (own[path] if name.startswith("_") else shared)[name] = position
    found: dict[str, set[str]] = defaultdict(set)
    for path, module in modules.items():
        for function, expression in _acts_in(module, shared | own[path]):
            place = f"{path.relative_to(ROOT)}:{expression.lineno}"
            for act in _texts(path, function, expression, place):
                found[act].add(place)
    return found


def _handing_on(module: ast.Module, recorders: dict[str, int]) -> Iterator[tuple[str, int]]:
    """Yield the functions that record an act which they are given, each with its place among the arguments."""
    for function in ast.walk(module):
        if isinstance(function, Function):
            names = [argument.arg for argument in function.args.args if argument.arg != "self"]
            if "act" in names and any(_hands_on(call, recorders) for call in _calls(function)):
                yield function.name, names.index("act")


def _hands_on(call: ast.Call, recorders: dict[str, int]) -> bool:
    place = recorders.get(_name(call))
    return place is not None and len(call.args) > place and ast.unparse(call.args[place]) == "act"


def _acts_in(module: ast.Module, recorders: dict[str, int]) -> Iterator[tuple[Function, ast.expr]]:
    for function in ast.walk(module):
        if not isinstance(function, Function):
            continue
        if function.name in recorders and function.args.defaults:
            yield from ((function, each) for each in function.args.defaults if _is_text(each))
        for call in _calls(function):
            place = recorders.get(_name(call))
            if place is not None and len(call.args) > place and ast.unparse(call.args[place]) != "act":
                yield function, call.args[place]


def _texts(path: Path, function: Function, expression: ast.expr, place: str) -> Iterator[str]:
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        yield expression.value
    elif isinstance(expression, ast.IfExp):
        yield from _texts(path, function, expression.body, place)
        yield from _texts(path, function, expression.orelse, place)
    elif isinstance(expression, ast.JoinedStr):
        for event in _events(path, function):
            filled = eval(  # noqa: S307  # an expression of our own sources
                compile(ast.Expression(expression), place, "eval"), {"event": event}
            )
            yield str(filled)
    else:
        raise TypeError(f"{place}: which act {ast.unparse(expression)} is cannot be told: write it as a text")


def _events(path: Path, function: Function) -> list[Enum]:
    kind = next(ast.unparse(each.annotation) for each in function.args.args if each.arg == "event" and each.annotation)
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return list(getattr(module, kind))


def _calls(function: Function) -> Iterator[ast.Call]:
    return (node for node in ast.walk(function) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _is_text(expression: ast.expr) -> bool:
    return isinstance(expression, ast.Constant) and isinstance(expression.value, str) and "." in expression.value
