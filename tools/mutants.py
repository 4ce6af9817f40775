"""Change one thing in a module, run the tests that execute it, and show every change that none of them noticed.

    python tools/mutants.py tests/text --modules scraper.text.dates scraper.text.bylines

The changes are those of mutmut 3, which must be installed beside the project's own packages
(`pip install mutmut`; it is no dependency of the project). mutmut itself would run in a copy of the tree, would
leave alone all that stands outside functions or below a decorator, and would let caches that one test filled hide
a change from the next; so this collects the tests once, forks for every mutant, and changes the live functions in
the fork. A first fork learns which test executes which line. What it cannot change: default arguments and the
bodies of classes (methods it can). Nothing is written into the tree. Linux only.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import functools
import gc
import os
import pickle
import random
import signal
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

import coverage
import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.file_mutation import MutationVisitor, OuterFunctionProvider, deep_replace
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode

if TYPE_CHECKING:
    from collections.abc import Iterator

SLOW = 1.0  # seconds of processor time: a test that takes longer is left out
LONGEST = 90  # seconds for all tests of one mutant; one that hangs counts as noticed

Learned = tuple[dict[str, dict[int, set[int]]], dict[int, float]]
"""By file and line the places of the tests that execute it, and the seconds of every test that passed."""


class Mutant(NamedTuple):
    """One change: the module's source with it, the lines it spans, and whether it stands outside functions."""

    source: str
    lines: range
    outside: bool


class Visitor(MutationVisitor):
    """Also below decorators; not in errors, default arguments and the words of lists outside functions."""

    def _skip_node_and_children(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Raise | cst.Parameters):
            return True
        if isinstance(node, cst.SimpleString):
            return self.get_metadata(OuterFunctionProvider, node, None) is None
        if isinstance(node, cst.FunctionDef) and node.decorators:
            return False
        return bool(super()._skip_node_and_children(node))


def mutants_of(path: Path) -> list[Mutant]:
    """Every mutant of a file that compiles."""
    source = path.read_text(encoding="utf-8")
    wrapper = MetadataWrapper(cst.parse_module(source))
    visitor = Visitor(mutation_operators, IgnoredCode(set(), set(), set()))
    tree = wrapper.visit(visitor)
    places = wrapper.resolve(PositionProvider)
    classes = [places[each] for each in tree.body if isinstance(each, cst.ClassDef)]
    found = []
    for change in visitor.mutations:
        place = places.get(change.original_node)
        if place is None:
            continue
        outside = not isinstance(change.contained_by_top_level_function, cst.FunctionDef)
        if outside and any(c.start.line <= place.start.line <= c.end.line for c in classes):
            continue
        changed = deep_replace(tree, change.original_node, change.mutated_node).code
        try:
            compile(changed, str(path), "exec")
        except SyntaxError:
            continue
        found.append(Mutant(changed, range(place.start.line, place.end.line + 1), outside))
    return found


def apply(mutant: Mutant, module: ModuleType) -> None:
    """Change the module in this process: the code of its functions, or what it and others call by its names."""
    path = str(module.__file__)
    if not mutant.outside:
        old = codes(compile(Path(path).read_text(encoding="utf-8"), path, "exec"))
        new = codes(compile(mutant.source, path, "exec"))
        swaps = [(old[key], new[key]) for key in old if old[key] != new.get(key, old[key])]
        for each in [one for one in gc.get_objects() if isinstance(one, FunctionType)]:
            if each.__code__.co_filename == path:
                for before, after in swaps:
                    if each.__code__ == before:
                        each.__code__ = after
        return
    before = dict(vars(module))
    kept = [
        each
        for each in ast.parse(mutant.source).body
        if not isinstance(each, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom)
    ]
    exec(compile(ast.Module(kept, []), path, "exec"), vars(module))  # noqa: S102  # the project's own source
    for other in [m for m in list(sys.modules.values()) if m is not None and m is not module]:
        for name, value in list(getattr(other, "__dict__", {}).items()):
            if name in before and value is before[name] and value is not vars(module)[name]:
                setattr(other, name, vars(module)[name])


def codes(code: CodeType, within: str = "") -> dict[str, CodeType]:
    """The code of every function below, by name and place among its like; functions in functions belong to these."""
    found: dict[str, CodeType] = {}
    for place, each in enumerate(c for c in code.co_consts if isinstance(c, CodeType)):
        key = f"{within}/{place} {each.co_name}"
        if each.co_flags & 2:  # CO_NEWLOCALS: a function; without it the body of a class
            found[key] = each
        else:
            found |= codes(each, key)
    return found


class Plugin:
    """Collects with pytest, then tries mutants instead of running the tests once."""

    def __init__(
        self, modules: list[str], sample: int, seed: int, jobs: int, again: str | None
    ) -> None:
        self.modules, self.sample, self.seed, self.jobs = modules, sample, seed, jobs
        self.again = again

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try the mutants of every module."""
        modules = [import_module(name) for name in self.modules]
        learned = learn(session.items, [str(module.__file__) for module in modules])
        print(
            f"\n{len(learned[1])} of {len(session.items)} tests pass in less than {SLOW:g} s",
            flush=True,
        )
        for module in modules:
            every = mutants_of(Path(str(module.__file__)))
            chosen = self._chosen(module, every)
            began = time.monotonic()
            survived = sorted(
                self._try(session.items, module, chosen, learned),
                key=lambda one: one[1].lines.start,
            )
            for ran, mutant in survived:
                print(f"{module.__name__}:{mutant.lines.start} ({ran} tests)")
                print("\n".join(difference(module, mutant)))
            print(
                f"=== {module.__name__}: {len(chosen)} of {len(every)} mutants (seed {self.seed}), "
                f"{len(survived)} survived, {time.monotonic() - began:.0f} s",
                flush=True,
            )
        return True

    def _chosen(self, module: ModuleType, every: list[Mutant]) -> list[Mutant]:
        if self.again is None:
            return random.Random(self.seed).sample(every, min(self.sample, len(every)))  # noqa: S311
        return [one for one in every if "\n".join(difference(module, one)) in self.again]

    def _try(
        self, items: list[pytest.Item], module: ModuleType, chosen: list[Mutant], learned: Learned
    ) -> Iterator[tuple[int, Mutant]]:
        lines, seconds = learned
        by_line = lines.get(str(module.__file__), {})
        touching = set().union(*by_line.values()) or set(seconds)
        running: dict[int, tuple[int, Mutant]] = {}
        waiting = list(reversed(chosen))
        while waiting or running:
            while waiting and len(running) < self.jobs:
                mutant = waiting.pop()
                tests = (
                    touching
                    if mutant.outside
                    else set().union(*(by_line.get(n, ()) for n in mutant.lines))
                )
                order = sorted(tests & set(seconds), key=lambda place: seconds[place])
                running[fork(lambda m=mutant, o=order: attempt(items, module, m, o))] = (
                    len(order),
                    mutant,
                )
            pid, status = os.wait()
            if pid in running:
                stop_group(pid)
                done = running.pop(pid)
                if status == 0:
                    yield done


def fork(work: Any) -> int:
    """Do the work in a child that leads a group of its own, is silent, and ends by itself."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    try:
        os.setsid()
        signal.alarm(LONGEST)
        silent = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silent, stream)
        os._exit(work())
    finally:
        os._exit(1)


def stop_group(pid: int) -> None:
    """End what a child's tests have left running."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def attempt(items: list[pytest.Item], module: ModuleType, mutant: Mutant, order: list[int]) -> int:
    """1 if a test notices the mutant, else 0."""
    try:
        apply(mutant, module)
    except Exception:  # a module that cannot be imported is noticed
        return 1
    for here, place in enumerate(order):
        following = items[order[here + 1]] if here + 1 < len(order) else None
        if not passes(items[place], following):
            return 1
    return 0


def passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Run one test."""
    from _pytest.runner import runtestprotocol  # noqa: PLC0415  # no public name runs one test

    return not any(each.failed for each in runtestprotocol(item, log=False, nextitem=following))


def learn(items: list[pytest.Item], files: list[str]) -> Learned:
    """Run all tests once in a child, each with cold caches, and learn what they execute and how long they take."""
    with tempfile.NamedTemporaryFile(suffix=".learned") as answer:

        def work() -> int:
            signal.alarm(0)
            caches = [
                each for each in gc.get_objects()
                if isinstance(each, functools._lru_cache_wrapper)
                and str(each.__module__).startswith("scraper")
            ]  # fmt: skip
            traced = coverage.Coverage(data_file=None, config_file=False, include=files)
            traced.start()
            seconds = {}
            for place, item in enumerate(items):
                for each in caches:
                    each.cache_clear()
                traced.switch_context(str(place))
                began = sum(os.times()[:4])
                following = items[place + 1] if place + 1 < len(items) else None
                passed = passes(item, following)
                took = sum(os.times()[:4]) - began
                if passed and took < SLOW:
                    seconds[place] = took
            traced.stop()
            data = traced.get_data()
            lines = {
                name: {
                    line: {int(one) for one in contexts if one}
                    for line, contexts in data.contexts_by_lineno(name).items()
                }
                for name in data.measured_files()
            }
            Path(answer.name).write_bytes(pickle.dumps((lines, seconds)))
            return 0

        pid = fork(work)
        _, status = os.waitpid(pid, 0)
        stop_group(pid)
        if status:
            raise SystemExit("the tests could not be run once without a change")
        return pickle.loads(Path(answer.name).read_bytes())  # noqa: S301  # written above


def difference(module: ModuleType, mutant: Mutant) -> list[str]:
    """The changed lines."""
    before = Path(str(module.__file__)).read_text(encoding="utf-8").splitlines()
    shown = difflib.unified_diff(before, mutant.source.splitlines(), lineterm="", n=0)
    return [line for line in shown if not line.startswith(("---", "+++", "@@"))]


def main() -> int:
    """Read the command, collect, and try."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("tests", nargs="+", help="files or folders of tests")
    parser.add_argument(
        "--modules", nargs="+", required=True, help="modules to change, as scraper.text.dates"
    )
    parser.add_argument("--sample", type=int, default=100, help="mutants of each module (100)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--again", type=Path, help="only what survived in the run whose output this is"
    )
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        options = ["-p", "no:randomly", "-p", "no:timeout", "-s", f"--basetemp={scratch}/t"]
        again = asked.again and asked.again.read_text(encoding="utf-8")
        plugin = Plugin(asked.modules, asked.sample, asked.seed, asked.jobs, again)
        return int(pytest.main([*options, *asked.tests], plugins=[plugin]))


if __name__ == "__main__":
    sys.exit(main())
