"""Importing in tests: one call that always gives a report."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from preau.boards.models import Board
from preau.core.actors import BoardActor
from preau.exchange.errors import RosterRefused
from preau.exchange.operations import import_roster
from preau.exchange.report import ImportReport
from tests.exchange.packages import PackageFiles, small_roster
from tests.factories import make_board

START = datetime(2026, 9, 1, 6, 0, tzinfo=UTC)
Run = Callable[..., ImportReport]


@pytest.fixture
def board(db: None) -> Board:
    return make_board(is_subscribed=False)


@pytest.fixture
def roster() -> PackageFiles:
    return small_roster()


@pytest.fixture
def run(board: Board, tmp_path: Path) -> Run:
    """Import a package; each call is a day after the one before. Refusals give their report."""
    count = 0

    def importing(package: PackageFiles | Path, **options: Any) -> ImportReport:
        nonlocal count
        count += 1
        if isinstance(package, PackageFiles):
            package = package.folder(tmp_path / f"package-{count}")
        values = {
            "actor": BoardActor(board.pk),
            "dry_run": False,
            "accept_removals": True,
            "at": START + timedelta(days=count),
            **options,
        }
        try:
            return import_roster(package=package, **values)
        except RosterRefused as refusal:
            return refusal.report

    return importing


def rules(report: ImportReport) -> set[str]:
    return {message.rule for message in report.messages}
