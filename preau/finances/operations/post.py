"""From entries of the file to postings: whose they are, and for how much.

An entry is of the payer that the file names; else it is shared by the rule of the pupil in force on
its day; else it is of the pupil's only payer. Shares are made when an entry is written and made
again when a rule changes, until a statement holds one of them; the database refuses shares whose
sum is not the entry.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from preau.finances.models import Posting, SplitShare
from preau.finances.shares import Part, shared

_DROP = """
DELETE FROM finances_posting p USING finances_entry e
WHERE p.entry_id = e.id AND e.id = ANY (%(entries)s)
"""
_WHOLE = """
INSERT INTO finances_posting (board_id, entry_id, payer_id, kind, "on", amount_cents)
SELECT e.board_id, e.id, coalesce(e.payer_id, sole.payer_id), e.kind, e."on", e.amount_cents
FROM finances_entry e
LEFT JOIN LATERAL (
  SELECT min(a.id) AS payer_id FROM finances_payerpupil p
  JOIN finances_payeraccount a ON a.id = p.payer_id AND a.ended_at IS NULL
  WHERE p.student_id = e.student_id AND a.issuer_id = e.issuer_id
  HAVING count(*) = 1
) sole ON e.payer_id IS NULL
WHERE e.id = ANY (%(entries)s) AND e.ended_at IS NULL
  AND coalesce(e.payer_id, sole.payer_id) IS NOT NULL
  AND (e.payer_id IS NOT NULL OR NOT EXISTS (
    SELECT FROM finances_splitshare s JOIN finances_issuer i ON i.id = e.issuer_id
    WHERE s.student_id = e.student_id AND s.kind = i.kind
      AND s.starts_on <= e."on" AND (s.ends_on IS NULL OR s.ends_on >= e."on")))
"""
_LEFT = """
SELECT e.id, e.board_id, e.issuer_id, i.kind, e.student_id, e.kind, e."on", e.until,
       e.amount_cents
FROM finances_entry e JOIN finances_issuer i ON i.id = e.issuer_id
WHERE e.id = ANY (%(entries)s) AND e.ended_at IS NULL
  AND NOT EXISTS (SELECT FROM finances_posting p WHERE p.entry_id = e.id)
ORDER BY e.id
"""


@dataclass(frozen=True)
class _Open:
    """An entry of a pupil that nobody owes yet."""

    id: int
    board_id: int
    issuer_id: int
    account: str
    student_id: int | None
    kind: str
    on: date
    until: date | None
    cents: int


def post_entries(entry_ids: Iterable[int]) -> list[int]:
    """Post entries that no statement holds, anew. The ids of those that nobody can be found to owe.

    Runs in the scope of a body whose issuers are locked.
    """
    values = {"entries": list(entry_ids)}
    with connection.cursor() as cursor:
        cursor.execute(_DROP, values)
        cursor.execute(_WHOLE, values)
        cursor.execute(_LEFT, values)
        left = [_Open(*row) for row in cursor.fetchall()]
    return _share(left) if left else []


def _share(left: Sequence[_Open]) -> list[int]:
    rules, payers = _rules(left), _payers(left)
    rows: list[Posting] = []
    lost: list[int] = []
    for entry in left:
        parts = _parts(entry, rules, payers)
        if not parts:
            lost.append(entry.id)
            continue
        rows += [
            Posting(
                board_id=entry.board_id,
                entry_id=entry.id,
                payer_id=part.payer_id,
                kind=entry.kind,
                on=entry.on,
                amount_cents=part.cents,
                share=part.percent if part.percent != 100 else None,
            )
            for part in shared(entry.cents, parts, entry.on, entry.until)
        ]
    Posting.objects.bulk_create(rows)
    return lost


Rules = dict[tuple[int, str], list[SplitShare]]


def _rules(left: Sequence[_Open]) -> Rules:
    found: Rules = defaultdict(list)
    shares = SplitShare.objects.filter(student_id__in={e.student_id for e in left if e.student_id})
    for row in shares.order_by("starts_on", "guardian_id"):
        found[row.student_id, row.kind].append(row)
    return found


_PAYERS = """
SELECT issuer_id, guardian_id, id FROM finances_payeraccount
WHERE issuer_id = ANY (%s) AND ended_at IS NULL
"""


def _payers(left: Sequence[_Open]) -> dict[tuple[int, int], int]:
    with connection.cursor() as cursor:
        cursor.execute(_PAYERS, [list({entry.issuer_id for entry in left})])
        return {(issuer, guardian): payer for issuer, guardian, payer in cursor.fetchall()}


def _parts(entry: _Open, rules: Rules, payers: dict[tuple[int, int], int]) -> list[Part]:
    """The parts of the rule in force; nothing when one of its payers has no account."""
    every = rules.get((entry.student_id or 0, entry.account), [])
    live = [
        r for r in every if r.starts_on <= entry.on and (not r.ends_on or r.ends_on >= entry.on)
    ]
    if not live:
        return []
    start = max(row.starts_on for row in live)
    parts = [
        Part(
            payers.get((entry.issuer_id, row.guardian_id), 0),
            row.starts_on,
            row.percent,
            row.cycle_weeks,
            tuple(row.weeks),
        )
        for row in live
        if row.starts_on == start
    ]
    return parts if all(part.payer_id for part in parts) else []


def billed_among(entry_ids: Iterable[int]) -> set[int]:
    """Those of some entries of which a statement holds a share."""
    billed = Posting.objects.filter(entry_id__in=list(entry_ids), statement__isnull=False)
    return set(billed.values_list("entry_id", flat=True))
