"""How files may be written: what is forgiven and told, what is refused, and where it is said."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import Settings

from preau.people.models import Guardian, Student
from tests.exchange.conftest import Run, rules
from tests.exchange.packages import PackageFiles, person, written
from tests.factories import as_owner


def users(roster: PackageFiles) -> bytes:
    return written(roster.tables["users"])


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("byte_order_mark", lambda data: b"\xef\xbb\xbf" + data),
        ("line_end", lambda data: data.replace(b"\n", b"\r\n")),
        ("last_break", lambda data: data.rstrip(b"\n")),
        ("encoding", lambda data: data.decode().encode("cp1252")),
        ("blank_row", lambda data: data + b"\n" + b"," * 17 + b"\n"),
        ("column_case", lambda data: data.replace(b"givenName", b"givenname")),
        ("column_near", lambda data: data.replace(b"dateLastModified", b"dataLastModified")),
        ("column_empty", lambda data: b"".join(line + b",\n" for line in data.splitlines())),
        ("column_extra", lambda data: data.replace(b",\n", b",,\n").replace(b"ord\n", b"ord,x\n")),
        ("boolean_case", lambda data: data.replace(b",true,", b",TRUE,")),
        ("boolean_digit", lambda data: data.replace(b",true,", b",1,")),
        ("cut", lambda data: data.replace(b"@example.org,,", b"@example.org,," + b"5" * 41)),
        ("status_bulk", lambda data: data.replace(b"leo,,,", b"leo,active,,")),
        ("modified_bulk", lambda data: data.replace(b"leo,,,", b"leo,,2026-09-01T00:00:00Z,")),
    ],
)  # fmt: skip
def test_forgiven_and_told(run: Run, roster: PackageFiles, rule: str, change: object) -> None:
    assert callable(change)
    roster.raw["users.csv"] = change(users(roster))
    report = run(roster)
    assert report.applied, report.messages
    told = [message for message in report.messages if message.rule == rule]
    assert told
    assert told[0].file == "users.csv"
    with as_owner():
        assert Student.objects.get(source_id="leo").family_name == "Tremblay-Ngô"
        assert Guardian.objects.count() == 2


def test_a_french_spreadsheet(run: Run, roster: PackageFiles) -> None:
    """windows-1252, semicolons, CRLF: all at once."""
    data = written(roster.tables["users"], delimiter=";").decode().replace("\n", "\r\n")
    roster.raw["users.csv"] = data.encode("cp1252")
    report = run(roster)
    assert report.applied
    assert {"encoding", "separator", "line_end"} <= rules(report)
    with as_owner():
        assert Student.objects.get(source_id="noe").family_name == "L’Heureux"


def test_columns_in_another_order(run: Run, roster: PackageFiles) -> None:
    roster.tables["users"] = [dict(reversed(user.items())) for user in roster.tables["users"]]
    report = run(roster)
    assert report.applied
    assert "column_order" in rules(report)


def test_optional_columns_may_miss(run: Run, roster: PackageFiles) -> None:
    for user in roster.tables["users"]:
        for name in ("sms", "middleName", "dateLastModified"):
            del user[name]
    report = run(roster)
    assert report.applied
    missing = {m.column for m in report.messages if m.rule == "column_absent"}
    assert missing == {"sms", "dateLastModified"}
    assert any(m.rule == "columns_missing" and "middleName" in m.text for m in report.messages)


def test_a_span_of_years(run: Run, roster: PackageFiles) -> None:
    for session in roster.tables["academicSessions"]:
        session["schoolYear"] = "2026-2027"
    report = run(roster)
    assert report.applied
    (message,) = (m for m in report.messages if m.rule == "year_span")
    assert message.count == 2


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("ragged", lambda data: data.replace(b"claire,,,", b"claire,,,,")),
        ("column_missing", lambda data: data.replace(b"familyName", b"nom")),
        ("column_twice", lambda data: data.replace(b"sms", b"email")),
        ("quotes", lambda data: data + b'x,"y"z' + b"," * 16 + b"\n"),
        ("line_break", lambda data: data.replace("Léo".encode(), b'"L\no"')),
        ("quotes", lambda data: data.replace("Léo".encode(), '"Léo'.encode())),
        ("nul", lambda data: data.replace("Léo".encode(), b"L\0o")),
        ("utf16", lambda data: data.decode().encode("utf-16")),
        ("undecodable", lambda data: data.replace("é".encode(), b"\x81\x8d")),
        ("empty_file", lambda data: b""),
        ("duplicate_id", lambda data: data + data.splitlines(keepends=True)[1]),
        ("unknown_role", lambda data: data.replace(b",teacher,", b",boss,")),
        ("required", lambda data: data.replace("Noé".encode(), b"")),
        ("boolean", lambda data: data.replace(b",true,", b",oui,", 1)),
        ("too_long", lambda data: data.replace("Noé".encode(), b"N" * 256)),
        ("unresolved", lambda data: data.replace(b",ecole-1,teacher", b",ecole-9,teacher")),
    ],
)  # fmt: skip
def test_refused(run: Run, roster: PackageFiles, rule: str, change: object) -> None:
    assert callable(change)
    roster.raw["users.csv"] = change(users(roster))
    report = run(roster)
    assert report.refused
    assert not report.applied
    assert rule in rules(report)
    told = next(message for message in report.messages if message.rule == rule)
    assert told.file == "users.csv"
    with as_owner():
        assert not Student.objects.exists()


@pytest.mark.parametrize(
    "text", ["27/08/2026", "8/27/2026", "2026-02-30", "2026-8-27", "٢٠٢٦-٠٨-٢٧"]
)
def test_dates_have_one_form(run: Run, roster: PackageFiles, text: str) -> None:
    roster.change("academicSessions", "an", startDate=text)
    report = run(roster)
    (message,) = (m for m in report.messages if m.rule == "date")
    assert (message.file, message.line, message.column) == ("academicSessions.csv", 2, "startDate")


def test_the_end_before_the_start(run: Run, roster: PackageFiles) -> None:
    roster.change("academicSessions", "an", endDate="2026-01-01")
    assert "dates_order" in rules(run(roster))


def test_every_error_names_its_place(run: Run, roster: PackageFiles) -> None:
    """Errors of several files and kinds are told together, personal values masked."""
    roster.change("users", "zoe", role="pupille", orgSourcedIds="ecole-9")
    roster.change("classes", "401", classType="foyer")
    roster.change("enrollments", "e2", endDate="24/06/2027", userSourcedId="Clémence")
    report = run(roster)
    found = {(m.file, m.line, m.column, m.rule) for m in report.messages}
    assert {
        ("users.csv", 3, "role", "unknown_role"),
        ("users.csv", 3, "orgSourcedIds", "unresolved"),
        ("classes.csv", 2, "classType", "choice"),
        ("enrollments.csv", 3, "endDate", "date"),
        ("enrollments.csv", 3, "userSourcedId", "unresolved"),
    } <= found
    assert not any("Clémence" in m.text for m in report.messages)


def test_a_torn_file_does_not_blame_the_others(run: Run, roster: PackageFiles) -> None:
    roster.raw["users.csv"] = users(roster).replace(b"prof,,,", b"prof,,,,")
    assert rules(run(roster)) == {"ragged"}


def test_two_hundred_are_shown_all_are_written(
    run: Run, roster: PackageFiles, settings: Settings
) -> None:
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, import_messages_shown=5)
    roster.tables["users"] += [
        person(f"x{number}", "parent", "Ann", "Roy", agentSourcedIds="nul") for number in range(40)
    ]
    report = run(roster)
    assert report.errors == 40
    assert len(report.messages) == 5
    assert report.report_path is not None
    lines = list(csv.reader(report.report_path.open(encoding="utf-8", newline="")))
    assert len(lines) == 1 + report.errors + report.warnings
    assert report.report_path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_a28_the_report_holds_no_formula(run: Run, roster: PackageFiles, start: str) -> None:
    """A header, an identifier or a file name must not become a formula in a spreadsheet."""
    formula = f"{start}HYPERLINK(1)"
    roster.raw["users.csv"] = users(roster).replace(b"password", formula.encode(), 1)
    roster.raw[f"{formula.strip()}.csv"] = b"a\n"
    roster.change("enrollments", "e1", classSourcedId=formula)
    report = run(roster)
    assert report.report_path is not None
    cells = [
        cell
        for line in csv.reader(report.report_path.open(encoding="utf-8", newline=""))
        for cell in line
    ]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_identifiers_with_odd_signs_are_told(run: Run, roster: PackageFiles) -> None:
    roster.tables["users"].append(person("élève n° 9", "student", "Ana", "Roy"))
    report = run(roster)
    assert report.applied
    assert "id_signs" in rules(report)


def test_values_that_copy_could_misread(run: Run, roster: PackageFiles) -> None:
    """Backslashes, tabs and the text of a null come through as they are."""
    roster.change("users", "claire", givenName="\\N", familyName='O"B\\t\tx')
    assert run(roster).applied
    with as_owner():
        claire = Guardian.objects.get(source_id="claire")
        assert (claire.given_name, claire.family_name) == ("\\N", 'O"B\\t\tx')


def test_a44_a_line_without_end_does_not_fill_the_memory(run: Run, roster: PackageFiles) -> None:
    roster.raw["demographics.csv"] = b"sourcedId" + b"x" * (3 << 20)
    assert "line_long" in rules(run(roster))


def test_a_file_name_in_the_wrong_case(run: Run, roster: PackageFiles) -> None:
    roster.raw["USERS.csv"] = users(roster)
    roster.tables["users"] = []
    report = run(roster)
    assert report.applied
    assert "file_case" in rules(report)


def test_nothing_is_left_of_a_missing_manifest_but_a_warning(
    run: Run, roster: PackageFiles, tmp_path: Path
) -> None:
    roster.modes = None
    report = run(roster)
    assert report.applied
    assert "no_manifest" in rules(report)


@pytest.mark.parametrize(
    ("modes", "rule"),
    [
        ({"users": "complet"}, "manifest_mode"),
        ({"roles": "bulk", "users": "bulk", "demographics": "bulk"}, "manifest_missing"),
    ],
)
def test_a_manifest_that_cannot_be_followed(
    run: Run, roster: PackageFiles, modes: dict[str, str], rule: str
) -> None:
    roster.modes = modes
    assert rules(run(roster)) >= {rule}


def test_an_unknown_version(run: Run, roster: PackageFiles) -> None:
    roster.version = "2.0"
    assert rules(run(roster)) == {"manifest_version"}


def test_the_manifest_decides_what_is_read(run: Run, roster: PackageFiles) -> None:
    assert roster.modes is not None
    roster.modes["enrollments"] = "absent"
    del roster.modes["courses"]
    report = run(roster)
    assert report.applied
    assert {"manifest_absent", "manifest_silent"} <= rules(report)
    assert "enrolments" not in report.tables
