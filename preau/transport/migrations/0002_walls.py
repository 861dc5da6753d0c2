"""Walls around transport: where and when a child is, is the household's that the ride serves.

A family reads the days and directions of every ride of its pupils, so that nobody waits in vain.
The stop, the hour, the circuit and the history of a ride that serves the other household stay
closed: the place, and all that hangs on it, opens to a guardian whom it names, or to all when it
names nobody.
"""

from django.db import migrations

from preau.core import rls

APP, FAMILY, OFFICE, JOBS = "preau_app", "preau_family", "preau_office", "preau_jobs"
PUPILS = rls.in_students_with("transport")
OWN = f"board_id {rls.IS_BOARD}"
MINE = f"account_id {rls.IS_ACCOUNT}"
PUBLISHED = {
    **{(role, "SELECT"): "true" for role in (APP, FAMILY, OFFICE, JOBS)},
    **{(JOBS, verb): OWN for verb in ("INSERT", "UPDATE", "DELETE")},
}


def own_household(table: str) -> str:
    """The guardians named are this account's own, on the file of this very pupil."""
    return (
        f"student_id {PUPILS} AND (guardians = '{{}}' OR EXISTS ("
        "SELECT FROM people_guardianlink l"
        f" WHERE l.id {rls.IN_LINKS} AND l.student_id = transport_{table}.student_id"
        f" AND l.guardian_id = ANY (transport_{table}.guardians)))"
    )


RIDE = f"student_id {PUPILS} AND ended_at IS NULL"
PLACE = f"{own_household('rideplace')} AND ride_id IN (SELECT r.id FROM transport_ride r)"
SEEN = (
    f"{MINE} AND student_id {PUPILS} AND board_id = (SELECT s.board_id FROM people_student s"
    " WHERE s.id = transport_changeseen.student_id)"
)
# What no family needs: keys of files, which may spell an address; who serves whom; who announced.
COLUMNS = """
REVOKE SELECT ON transport_ride, transport_rideplace, transport_ridechange, transport_circuit,
                 transport_stop, transport_busnotice FROM preau_family;
GRANT SELECT (id, board_id, student_id, direction, weekdays, starts_on, ends_on, week_of, dates,
              except_dates, is_confirmed, adult_awaited, ended_at) ON transport_ride
  TO preau_family;
GRANT SELECT (id, board_id, student_id, ride_id, circuit_id, stop_id, leaves_at, vehicle, note)
  ON transport_rideplace TO preau_family;
GRANT SELECT (id, board_id, student_id, direction, kind, before, after, takes_on, is_told, at)
  ON transport_ridechange TO preau_family;
GRANT SELECT (id, board_id, name, vehicle, carrier, phone) ON transport_circuit TO preau_family;
GRANT SELECT (id, board_id, name, place) ON transport_stop TO preau_family;
GRANT SELECT (id, board_id, circuit_id, "on", direction, kind, minutes, cause, note, starts_at,
              ends_at, published_at, withdrawn_at) ON transport_busnotice TO preau_family;
GRANT UPDATE (change_id, at) ON transport_changeseen TO preau_family;
CREATE POLICY family_update ON transport_changeseen FOR UPDATE TO preau_family
"""
COLUMNS += f"  USING ({SEEN}) WITH CHECK ({SEEN});"

# One rule for whoever asks: the page, the tile, a notice, an import.
RUNS = """
CREATE FUNCTION preau_ride_runs(
  day date, weekdays smallint[], starts_on date, ends_on date, week_of date, dates date[],
  except_dates date[]
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (starts_on IS NULL OR starts_on <= day) AND (ends_on IS NULL OR day < ends_on)
    AND day <> ALL (except_dates)
    AND (day = ANY (dates)
      OR (extract(isodow FROM day)::int = ANY (weekdays)
        AND (week_of IS NULL OR (day - extract(isodow FROM day)::int
          - week_of + extract(isodow FROM week_of)::int) % 14 = 0)))
$$;
"""

# Who may be told, by which address, and for which households: asked by the body's jobs only.
READERS = """
CREATE FUNCTION preau_transport_readers(pupils bigint[])
RETURNS TABLE (student_id bigint, account_id bigint, email text, language text, guardians bigint[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT v.student_id, c.account_id, (array_agg(l.email::text ORDER BY l.position, l.id))[1],
         coalesce(nullif(a.language, ''), b.language)::text,
         array_agg(DISTINCT l.guardian_id)
  FROM people_childconfirmation c
  JOIN people_student s ON s.id = c.student_id AND s.board_id = preau_board()
  JOIN boards_board b ON b.id = s.board_id
  JOIN accounts_account a ON a.id = c.account_id
  CROSS JOIN LATERAL preau_live_links(c.account_id) v
  JOIN people_guardianlink l ON l.id = v.link_id
  WHERE c.student_id = ANY (pupils) AND c.disowned_at IS NULL AND v.student_id = c.student_id
    AND NOT v.rights && ARRAY['everything', 'transport']
  GROUP BY v.student_id, c.account_id, a.language, b.language
$$;
REVOKE ALL ON FUNCTION preau_transport_readers(bigint[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION preau_transport_readers(bigint[]) TO preau_jobs;
"""

REFERENCES = (
    ("ride", "student_id", "people_student"),
    ("rideplace", "student_id", "people_student"),
    ("rideplace", "ride_id", "transport_ride"),
    ("ridechange", "student_id", "people_student"),
)


def references() -> str:
    """As the roster's: a whole import is checked once a statement, not row by row."""
    return "".join(
        f"CREATE TRIGGER {table}_{column}_{verb.lower()} AFTER {verb} ON transport_{table}"
        " REFERENCING NEW TABLE AS written FOR EACH STATEMENT"
        f" EXECUTE FUNCTION preau_check_references('{column}', '{target}');"
        for table, column, target in REFERENCES
        for verb in ("INSERT", "UPDATE")
    ) + "".join(
        f"CREATE TRIGGER {table}_{column}_delete AFTER DELETE ON {target}"
        " REFERENCING OLD TABLE AS removed FOR EACH STATEMENT"
        f" EXECUTE FUNCTION preau_check_referenced('{column}', 'transport_{table}');"
        for table, column, target in REFERENCES
    )


class Migration(migrations.Migration):
    dependencies = [
        ("transport", "0001_tables"),
        ("people", "0007_rights_and_age"),
        ("boards", "0008_papers_switches"),
    ]
    operations = [
        *rls.protect("transport_ride", {(JOBS, "ALL"): OWN, (FAMILY, "SELECT"): RIDE}),
        *rls.protect("transport_rideplace", {(JOBS, "ALL"): OWN, (FAMILY, "SELECT"): PLACE}),
        *rls.protect(
            "transport_ridechange",
            {(JOBS, "ALL"): OWN, (FAMILY, "SELECT"): own_household("ridechange")},
        ),
        *rls.protect(
            "transport_circuit",
            {
                (JOBS, "ALL"): OWN,
                (FAMILY, "SELECT"): "id IN (SELECT p.circuit_id FROM transport_rideplace p)",
            },
        ),
        *rls.protect(
            "transport_stop",
            {
                (JOBS, "ALL"): OWN,
                (FAMILY, "SELECT"): "id IN (SELECT p.stop_id FROM transport_rideplace p)",
            },
        ),
        *rls.protect("transport_passage", {(JOBS, "ALL"): OWN}),
        *rls.protect(
            "transport_busnotice",
            {
                (JOBS, "ALL"): OWN,
                (FAMILY, "SELECT"): (
                    "published_at <= now() AND withdrawn_at IS NULL"
                    " AND circuit_id IN (SELECT p.circuit_id FROM transport_rideplace p)"
                ),
            },
        ),
        *rls.protect(
            "transport_changeseen",
            {
                (JOBS, "SELECT"): OWN,
                (FAMILY, "SELECT"): MINE,
                (FAMILY, "INSERT"): SEEN,
            },
        ),
        *rls.protect("transport_transportasof", PUBLISHED),
        rls.read_only("transport_transportasof", APP, FAMILY, OFFICE),
        *(
            migrations.RunSQL(sql, migrations.RunSQL.noop)
            for sql in (COLUMNS, RUNS, READERS, references())
        ),
    ]
