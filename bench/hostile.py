"""Feed broken and hostile pages to extraction: no crash, no hang, bounded memory.

    python bench/hostile.py [--cases 20000] [--seed 1] [--jobs 2] [--case 17]

A case is a saved page (``tests/pages``, and ``../shared/fixtures`` where it is) broken in one to four
ways of ``bench/mutations.py``; the named monsters come on top. Each goes through ``scraper.extract``
and ``scraper.extraction.read_page``, by detection and with the profile of a family, in turn. Promised:

- nothing but ``NotAnArticle`` and ``LoaError`` is raised, and ``read_page`` raises nothing;
- no call takes more than 2 s of processor time;
- a worker's memory stays below ``--memory`` (ru_maxrss).

The exit status is 1 when a promise breaks. The same seed gives the same cases; ``--case`` repeats one.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from random import Random
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from mutations import monsters, mutate  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.queues import Queue

    from scraper import Profile

LIMIT = 2.0
"""Seconds of processor time for one call."""

HUNG = 120.0
"""Seconds by the clock without an answer after which a worker is ended: much, since others may have the
processors."""

URLS = (
    "https://huongtra.thuathienhue.gov.vn/?gd=1&cn=82&tc=7",
    "https://www.example.gov/news/2022/01/13/a-headline-4711.html",
    "https://unknown.example/",
)


@dataclass(frozen=True)
class Result:
    """What one case gave: the slowest call, and what broke a promise."""

    name: str
    seconds: float
    call: str
    broken: str
    memory: int
    """Peak of the worker so far, in MiB."""


def sources() -> list[bytes]:
    paths = [*ROOT.glob("tests/pages/*/*.html"), *ROOT.parent.glob("shared/fixtures/**/*.html")]
    return [path.read_bytes() for path in sorted(paths)]


def profiles() -> list[tuple[str, Profile | None]]:
    """Detection by turns with each family's profile."""
    from scraper.portals import families
    from scraper.portals.profile import Profile

    found: list[tuple[str, Profile | None]] = []
    for name, family in sorted(families().items()):
        known = Profile.model_construct(
            name=name, hosts=("www.example.gov",), family=name, family_rules=family
        )
        found += [("detection", None), (name, known)]
    return found


def calls(
    page: bytes, number: int, known: list[tuple[str, Profile | None]]
) -> Iterator[tuple[str, Callable[[], object]]]:
    from scraper import extract
    from scraper.extraction import read_page

    url = URLS[number % len(URLS)]
    name, profile = known[number % len(known)]
    other, second = known[(number + 1) % len(known)]
    yield f"extract, {name}", lambda: extract(page, url, profile)
    yield f"read_page, {other}", lambda: read_page(page, url, second)


def judge(name: str, page: bytes, number: int, known: list[tuple[str, Profile | None]]) -> Result:
    from scraper import LoaError, NotAnArticle

    slowest, slow_call, broken = 0.0, "", ""
    for call, run in calls(page, number, known):
        start = time.process_time()
        try:
            run()
        except NotAnArticle as refusal:
            if call.startswith("read_page"):
                broken = f"{call}: raised {refusal!r}"
        except LoaError:
            pass  # a promised answer
        except Exception as error:
            broken = f"{call}: {type(error).__name__}: {str(error)[:200]}"
        took = time.process_time() - start
        if took > slowest:
            slowest, slow_call = took, call
        if took > LIMIT:
            broken = broken or f"{call}: {took:.1f} s"
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Result(name, slowest, slow_call, broken, memory)


def case(number: int, seed: int, pages: list[bytes]) -> tuple[str, bytes]:
    """Case ``number``: its name and page. Negative numbers are the monsters."""
    if number < 0:
        name, make = list(monsters().items())[-number - 1]
        return name, make()
    page, ways = mutate(pages, Random(f"{seed}:{number}"))
    return f"{number} {ways}", page


def work(numbers: list[int], seed: int, begun: object, answers: Queue[Result]) -> None:
    pages, known = sources(), profiles()
    for number in numbers:
        begun.value = number  # type: ignore[attr-defined]  # a shared int: who dies tells where
        name, page = case(number, seed, pages)
        answers.put(judge(name, page, number, known))
    answers.close()
    answers.join_thread()


class Worker:
    """A process over some of the cases, started again behind a case that killed or hung it."""

    def __init__(self, numbers: list[int], seed: int) -> None:
        self.numbers, self.seed = numbers, seed
        self.answers: Queue[Result] = multiprocessing.Queue()
        self.start()

    def start(self) -> None:
        self.begun = multiprocessing.Value("i", self.numbers[0] if self.numbers else 0)
        arguments = (self.numbers, self.seed, self.begun, self.answers)
        self.process = multiprocessing.Process(target=work, args=arguments, daemon=True)
        self.process.start()
        self.heard = time.monotonic()

    def collect(self) -> Iterator[Result]:
        while True:
            try:
                yield self.answers.get_nowait()
                self.heard = time.monotonic()
            except Empty:
                break
        if self.process.is_alive() and time.monotonic() - self.heard < HUNG:
            return
        number = self.begun.value
        if self.process.exitcode == 0 or not self.numbers:
            self.numbers = []
            return
        how = f"died with {self.process.exitcode}" if self.process.exitcode else "hung"
        self.process.kill()
        self.process.join()
        yield Result(f"case {number}", HUNG, "", f"the process {how}", 0)
        self.numbers = self.numbers[self.numbers.index(number) + 1 :]
        if self.numbers:
            self.start()

    @property
    def done(self) -> bool:
        return not self.numbers


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--case", type=int, help="one case only, into this process")
    parser.add_argument("--slowest", type=int, default=10, help="list the N slowest calls")
    parser.add_argument("--memory", type=int, default=1_024, help="MiB that a worker may take")
    options = parser.parse_args()
    if options.case is not None:
        name, page = case(options.case, options.seed, sources())
        (ROOT / "data" / "hostile.html").write_bytes(page)
        print(name, "-> data/hostile.html")
        known = profiles()
        print(judge(name, page, options.case, known))
        return 0
    numbers = [-n - 1 for n in range(len(monsters()))] + list(range(options.cases))
    workers = [Worker(numbers[i :: options.jobs], options.seed) for i in range(options.jobs)]
    results: list[Result] = []
    start = time.monotonic()
    while True:
        over = all(worker.done for worker in workers)
        for worker in workers:
            for result in worker.collect():
                results.append(result)
                if result.broken:
                    print(f"BROKEN {result.name}: {result.broken}", flush=True)
        if over:
            break
        time.sleep(0.1)
    broken = sum(bool(result.broken) for result in results)
    print(
        f"{len(monsters())} monsters and {options.cases:,} cases in {time.monotonic() - start:.0f} s, seed {options.seed}"
    )
    for result in sorted(results, key=lambda r: -r.seconds)[: options.slowest]:
        print(f"  {result.seconds:6.2f} s  {result.call:32} {result.name}")
    peak = max(result.memory for result in results)
    print(
        f"peak memory of a worker: {peak:,} MiB (bound {options.memory:,}); broken promises: {broken}"
    )
    return 1 if broken or peak > options.memory else 0


if __name__ == "__main__":
    sys.exit(main())
