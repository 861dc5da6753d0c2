"""Papers by the thousand, beside WeasyPrint: python -m bench.documents [CARDS [STATEMENTS]].

The real templates, through the press that the batches use, with its workers; their processor time
is what is counted, from their start. WeasyPrint makes tagged papers of the same content and much
the same look from HTML, in one process, for as long as it is given: papers a second of processor.
"""

# ruff: noqa: PLC0415

import base64
import dataclasses
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

import psutil

from preau.config.env import apply, child_environment

HERE = Path(__file__).parent
CARDS, STATEMENTS = 1_000, 10_000
CARD_GOAL, STATEMENT_GOAL, RATIO_GOAL, MEMORY_GOAL = 50, 90, 7, 250
# WeasyPrint is given this long for each kind, after a first paper that does not count.
SECONDS = 12.0
# Each kind is given this long by the clock: a busy machine makes fewer, and how many is said.
MOST_SECONDS = 300.0
PANGO = "WeasyPrint n'a pas trouvé Pango : apt-get install libpango-1.0-0 libpangoft2-1.0-0"


@dataclass
class Workers:
    """Processor time and memory of the press's processes, kept when one is replaced."""

    cpu: dict[int, float] = dataclasses.field(default_factory=dict)
    early: int = 0
    late: int = 0

    def look(self, pids: list[int], *, is_early: bool) -> None:
        for pid in pids:
            try:
                process = psutil.Process(pid)
                times, memory = process.cpu_times(), process.memory_info().rss >> 20
            except psutil.Error:
                continue
            self.cpu[pid] = times.user + times.system
            if is_early:
                self.early = max(self.early, memory)
            self.late = max(self.late, memory)


@dataclass
class Found:
    """How many papers, and how many a second of processor and of clock."""

    made: int
    rate: float
    clock: float
    workers: Workers


def measure(count: int, documents: Iterator[tuple[int, Any]]) -> Found:
    """Up to `count` papers, as many as the time allows."""
    from preau.core.documents import Press

    workers, began, made = Workers(), time.perf_counter(), 0
    in_time = takewhile(lambda _one: time.perf_counter() < began + MOST_SECONDS, documents)
    with Press() as press:
        for made, (_key, content) in enumerate(press.print_all(in_time), start=1):
            if not isinstance(content, bytes):
                raise content
            workers.look(press.pids, is_early=made <= max(count // 5, 100))
    seconds = time.perf_counter() - began
    return Found(made, made / sum(workers.cpu.values()), made / seconds, workers)


def weasy(name: str, data: Callable[[int], dict[str, Any]]) -> float:
    """Papers a second of processor."""
    import jinja2
    from weasyprint import HTML

    loader = jinja2.FileSystemLoader(HERE)
    template = jinja2.Environment(loader=loader, autoescape=True).get_template(name)

    def one(number: int) -> None:
        content = HTML(string=template.render(data(number))).write_pdf(pdf_variant="pdf/ua-1")
        if not content.startswith(b"%PDF"):
            raise ValueError("no PDF")

    one(0)
    count, began, ends = 0, time.process_time(), time.perf_counter() + SECONDS
    while time.perf_counter() < ends:
        count += 1
        one(count)
    return count / (time.process_time() - began)


def print_measures() -> None:
    cards, statements = (*map(int, sys.argv[1:3]), *(CARDS, STATEMENTS)[len(sys.argv) - 1 :])
    import django

    django.setup()
    from preau.finances.documents import data as finances
    from preau.results.documents import data as results
    from tests.papers import samples

    head = dataclasses.replace(samples.HEAD, signature=samples.signature())
    picture = base64.b64encode(head.signature or b"").decode()

    def card(number: int) -> Any:
        return samples.report_card(number, school=head)

    def card_data(number: int) -> dict[str, Any]:
        return {**results.to_data(card(number)), "picture": f"data:image/png;base64,{picture}"}

    def statement_data(number: int) -> dict[str, Any]:
        return finances.to_data(samples.statement(number))

    _say(
        ("report cards of 2 pages", cards, CARD_GOAL),
        measure(cards, ((n, results.document_of(card(n))) for n in range(cards))),
        lambda: weasy("report_card.html", card_data),
    )
    _say(
        ("statements of 22 entries", statements, STATEMENT_GOAL),
        measure(
            statements,
            ((n, finances.document_of(samples.statement(n))) for n in range(statements)),
        ),
        lambda: weasy("statement.html", statement_data),
    )


def _say(what: tuple[str, int, int], found: Found, other: Callable[[], float]) -> None:
    (name, count, goal), rate, workers = what, found.rate, found.workers
    _line(f"{name}: {found.made} of {count}", f"{rate:.1f}", f" / CPU-second, goal ≥ {goal}")
    _line("  by the clock, of all workers", f"{found.clock:.1f}", " / s")
    _line("  memory of a worker, early", f"{workers.early}", " MiB")
    _line("  memory of a worker, highest", f"{workers.late}", f" MiB, goal ≤ {MEMORY_GOAL}, flat")
    try:
        slow = other()
    except OSError:
        print(PANGO)
        return
    _line("  WeasyPrint, the same content", f"{slow:.2f}", " / CPU-second")
    _line("  times as fast as WeasyPrint", f"{rate / slow:.1f}", f"     goal ≥ {RATIO_GOAL}")


def _line(name: str, value: str, unit: str) -> None:
    print(f"{name:<56}{value:>8}{unit}", flush=True)


def main() -> None:
    """Print the measures, from a process of their own."""
    subprocess.run(
        [sys.executable, "-m", "bench.documents"],
        env=child_environment(PYTHONPATH=str(HERE.parent)),
        check=True,
    )


if __name__ == "__main__":
    apply(
        PREAU_MODE="demo",
        DATABASE_URL="postgresql://preau_app@/preau",
        DJANGO_SETTINGS_MODULE="preau.config.settings.demo",
    )
    os.environ.setdefault("PREAU_LOG_LEVEL", "ERROR")
    print_measures()
