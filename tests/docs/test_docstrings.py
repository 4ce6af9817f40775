"""Public functions say what they take and what they raise."""

from __future__ import annotations

import ast
import builtins
import inspect
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import scraper

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(scraper.__file__).parent
MODULES = sorted(
    ".".join(path.relative_to(ROOT.parent).with_suffix("").parts)
    for path in ROOT.rglob("*.py")
    # Commands explain themselves by their help, and importing __main__ would run one.
    if "cli" not in path.parts and path.stem not in {"__init__", "__main__"}
)


def functions(tree: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The public functions of a module, and the public methods of its public classes."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from functions(node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name[0] != "_":
            yield node


def names(node: ast.expr | None) -> set[str]:
    """The names of exceptions in an ``except`` or ``raise``."""
    if isinstance(node, ast.Call):
        return names(node.func)
    if isinstance(node, ast.Tuple):
        return {name for each in node.elts for name in names(each)}
    return {node.id} if isinstance(node, ast.Name) else set()


def raised(function: ast.AST) -> set[str]:
    """What a function raises by itself and does not catch."""
    found = {
        name
        for node in ast.walk(function)
        if isinstance(node, ast.Raise)
        for name in names(node.exc)
        if name[0].isupper()
    }
    caught = {
        name
        for node in ast.walk(function)
        if isinstance(node, ast.ExceptHandler)
        for name in names(node.type)
    }
    return found - caught


@pytest.mark.parametrize("module", MODULES)
def test_what_is_raised_stands_in_the_docstring(module: str) -> None:
    file = ROOT.parent.joinpath(*module.split(".")).with_suffix(".py")
    space = vars(import_module(module))
    for function in functions(ast.parse(file.read_text(encoding="utf-8"))):
        text = ast.get_docstring(function) or ""
        if any(getattr(each, "attr", "") == "setter" for each in function.decorator_list):
            continue  # a property has one docstring, that of its getter
        assert text, f"{module}.{function.name} has no docstring"
        for name in raised(function):
            kind = space.get(name, getattr(builtins, name, None))
            assert isinstance(kind, type), f"{module}.{function.name}: {name}"
            known = {each.__name__ for each in kind.__mro__} - {"Exception", "BaseException"}
            assert any(each in text for each in known), f"{module}.{function.name} raises {name}"


def public() -> Iterator[tuple[str, Any]]:
    """The functions of the public API, and the methods of its classes."""
    for name in scraper.__all__:
        found = getattr(scraper, name)
        if inspect.isfunction(found):
            yield name, found
        else:
            for method, function in inspect.getmembers(found, inspect.isfunction):
                if method[0] != "_" and function.__module__.startswith("scraper."):
                    yield f"{name}.{method}", function


@pytest.mark.parametrize(("name", "function"), [*public()])
def test_the_public_api_explains_its_arguments(name: str, function: Any) -> None:
    text = inspect.getdoc(function) or ""
    assert text
    for other in re.findall(r":meth:`(\w+)`", text):  # "the filters are those of :meth:`search`"
        text += inspect.getdoc(getattr(scraper.Archive, other)) or ""
    missing = [
        each
        for each in inspect.signature(function).parameters
        if each not in {"self", "cls"} and each not in text
    ]
    assert not missing, f"{name} does not explain {missing}"
