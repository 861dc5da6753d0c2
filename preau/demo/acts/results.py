"""A parent who looked at results some days ago: what came since is new to her."""

from datetime import datetime, timedelta

from preau.core.scope import acting_as
from preau.demo.acts.cast import Cast
from preau.demo.daily.absence_stories import SYLVIE
from preau.results.access import visible_results
from preau.results.operations import see_results
from preau.results.queries.works import habits_of


def look_at_results(cast: Cast, at: datetime) -> None:
    """Once: whoever has looked since keeps that visit."""
    for rank in range(3):
        child = cast.child(SYLVIE, rank)
        parent = cast.parent(SYLVIE, child)
        if parent is None:
            continue
        student_id = cast.pupils[child.source_id]
        with acting_as(parent):
            if habits_of(student_id, at=at).seen_at is not None:
                continue
            row, _siblings, is_shown = visible_results(parent, student_id, at=at)
            if is_shown:
                see_results(actor=parent, child=row, at=at - timedelta(days=4))
