"""What follows from events that a file moved: their log, and the answer to parents who wrote.

Of a meeting in confidence the log says no more than the event: an activity, recorded.
"""

from preau.attendance.operations.tell import tell_decision
from preau.core.actors import BoardActor
from preau.exchange.loading.run import Run

_TRACE = (
    "INSERT INTO attendance_attendancetrace"
    " (board_id, student_id, event_id, act, at, actor_kind, from_state, to_state) "
)


def follow(run: Run) -> None:
    """Log the events that changed; close the reasons that the file answers, and say so."""
    _log(run)
    run.execute(
        "UPDATE attendance_justification j SET state = 'accepted', decided_at = %(at)s"
        " WHERE j.board_id = %(board)s AND j.state = 'submitted'"
        " AND EXISTS (SELECT FROM attendance_justificationevent l JOIN roster_event_moved m"
        " ON m.id = l.event_id WHERE l.justification_id = j.id AND m.after = 'accepted')"
        " AND NOT EXISTS (SELECT FROM attendance_justificationevent l"
        " JOIN attendance_attendanceevent t ON t.id = l.event_id"
        " WHERE l.justification_id = j.id AND t.ended_at IS NULL AND t.state <> 'accepted')"
    )
    answered = run.rows(
        "SELECT DISTINCT student_id FROM roster_event_moved"
        " WHERE before = 'submitted' AND after = 'accepted' ORDER BY 1"
    )
    for (student_id,) in list(answered):
        tell_decision(actor=BoardActor(run.board_id), student_id=student_id, at=run.at)


def _log(run: Run) -> None:
    run.execute(
        f"{_TRACE} SELECT %(board)s, m.student_id, m.id,"
        " CASE m.after WHEN 'accepted' THEN 'decided' ELSE 'corrected' END, %(at)s, 'board',"
        " CASE t.kind WHEN 'authorized' THEN '' ELSE m.before END, m.after"
        " FROM roster_event_moved m JOIN attendance_attendanceevent t ON t.id = m.id"
    )
    run.execute(
        f"{_TRACE} SELECT %(board)s, t.student_id, t.id, 'corrected', %(at)s, 'board',"
        " CASE t.kind WHEN 'authorized' THEN '' ELSE t.state END, t.state"
        " FROM attendance_attendanceevent t WHERE t.board_id = %(board)s"
        " AND (t.changed_at = %(at)s OR t.ended_at = %(at)s AND t.visible_at <= %(at)s)"
        " AND NOT EXISTS (SELECT FROM roster_event_moved m WHERE m.id = t.id)"
    )
