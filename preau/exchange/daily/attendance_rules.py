"""preau_motives.csv and preau_attendance_rules.csv: what a school accepts and asks.

Each file says all of every school that it names. A motive that is no longer listed is ended, never
deleted: what parents wrote under it goes on saying it. What was asked under a rule stays asked.
"""

from preau.exchange.daily.places import tell_doubles
from preau.exchange.daily.replaced import RowSet, replace
from preau.exchange.loading.run import Run
from preau.exchange.report import Severity

MOTIVES, RULES = "preau_motives", "preau_attendance_rules"
_NUMBERS = {
    "justify_hours": "hours",
    "justify_school_days": "days",
    "longest_days": "longest",
    "quota_per_year": "quota",
    "paper_beyond_days": "paper",
}
_CLOCKS = {"justify_cutoff": "cutoff", "declare_cutoff": "declare"}
_TEXTS = (
    *("phone", "email", "daycare_email", "daycare_phone", "transport_email", "transport_phone"),
)


def load_motives(run: Run) -> None:
    """Apply the motives."""
    if not run.plan.has(MOTIVES):
        return
    tell_doubles(run, MOTIVES, "school", "code", title="code")
    if run.findings.counts[Severity.ERROR]:
        return
    run.table(
        "roster_new_motive",
        "SELECT s.id AS school_id, r.code, r.label, r.label_en,"
        " r.open <> 'false' AS open_to_parents, r.paper = 'true' AS needs_paper,"
        " r.confidential = 'true' AS is_confidential,"
        " coalesce(nullif(r.position, '')::int,"
        " row_number() OVER (PARTITION BY s.id ORDER BY r.line)) AS position"
        f" FROM roster_{MOTIVES} r JOIN roster_all_schools s ON s.sid = r.school",
    )
    replace(
        run,
        RowSet(
            "motives",
            "attendance_attendancemotive",
            "roster_new_motive",
            ("school_id", "code"),
            (
                *("label", "label_en", "open_to_parents", "needs_paper", "is_confidential"),
                "position",
            ),
            "t.school_id IN (SELECT school_id FROM roster_new_motive)",
            stamps={"source_at": "%(at)s"},
            are_ended=True,
        ),
    )


def load_rules(run: Run) -> None:
    """Apply the rules, one for each teaching order or one for all."""
    if not run.plan.has(RULES):
        return
    tell_doubles(run, RULES, "school", "teaching_order", title="teachingOrder")
    run.tell(
        Severity.ERROR,
        "two_deadlines",
        f"{RULES}.csv",
        f"SELECT line FROM roster_{RULES} WHERE hours <> '' AND days <> '' ORDER BY line",
        column="justifyHours",
    )
    if run.findings.counts[Severity.ERROR]:
        return
    read = [f"nullif(r.{raw}, '')::int AS {name}" for name, raw in _NUMBERS.items()]
    read += [f"nullif(r.{raw}, '')::time AS {name}" for name, raw in _CLOCKS.items()]
    read += [f"r.{name}" for name in _TEXTS]
    run.table(
        "roster_new_rule",
        "SELECT s.id AS school_id, r.teaching_order,"
        f" coalesce(nullif(r.delay, '')::int, 0) AS tell_delay_minutes, {', '.join(read)}"
        f" FROM roster_{RULES} r JOIN roster_all_schools s ON s.sid = r.school",
    )
    replace(
        run,
        RowSet(
            "attendance_rules",
            "attendance_attendancerule",
            "roster_new_rule",
            ("school_id", "teaching_order"),
            ("tell_delay_minutes", *_NUMBERS, *_CLOCKS, *_TEXTS),
            "t.school_id IN (SELECT school_id FROM roster_new_rule)",
            stamps={"source_at": "%(at)s"},
        ),
    )
