"""Small packages for tests: OneRoster 1.1 tables as rows, changed at will, written as files."""

import copy
import csv
import io
import zipfile
from pathlib import Path
from typing import Any, Self

from preau.exchange.tables import ONEROSTER_11, ONEROSTER_12, OWN

Row = dict[str, str]
HEADERS_11 = {table.file: table.header for table in (*ONEROSTER_11, *OWN)}
HEADERS_12 = {table.file: table.header for table in (*ONEROSTER_12, *OWN)}


def row(file: str, **values: str) -> Row:
    """A row with every column of the standard, empty unless given."""
    return {**dict.fromkeys(HEADERS_11[file], ""), **values}


class PackageFiles:
    """A package in memory. `modes` becomes its manifest; without modes there is none."""

    def __init__(self, tables: dict[str, list[Row]], modes: dict[str, str] | None = None) -> None:
        self.tables = tables
        self.modes = modes
        self.version = "1.1"
        self.raw: dict[str, bytes] = {}

    def copy(self) -> Self:
        return copy.deepcopy(self)

    def find(self, file: str, sid: str) -> Row:
        return next(r for r in self.tables[file] if r["sourcedId"] == sid)

    def change(self, file: str, sid: str, **values: str) -> Self:
        self.find(file, sid).update(values)
        return self

    def remove(self, file: str, sid: str) -> Self:
        self.tables[file].remove(self.find(file, sid))
        return self

    def add(self, file: str, **values: str) -> Self:
        self.tables.setdefault(file, []).append(row(file, **values))
        return self

    def only(self, *files: str, mode: str = "delta") -> Self:
        """Keep some files, all in one mode."""
        self.tables = {file: self.tables[file] for file in files}
        self.modes = dict.fromkeys(files, mode)
        return self

    def stamped(self, at: str, status: str = "active") -> Self:
        """Fill status and dateLastModified, as a delta must."""
        for file, rows in self.tables.items():
            for values in rows if not file.startswith("preau_") else ():
                values.setdefault("status", "")
                values["status"] = values["status"] or status
                values["dateLastModified"] = values["dateLastModified"] or at
        return self

    def files(self) -> dict[str, bytes]:
        files = {f"{name}.csv": written(rows) for name, rows in self.tables.items() if rows}
        if self.modes is not None:
            files["manifest.csv"] = self._manifest()
        return {**files, **self.raw}

    def _manifest(self) -> bytes:
        lines = ["propertyName,value", "manifest.version,1.0", f"oneroster.version,{self.version}"]
        lines += [f"file.{name},{mode}" for name, mode in (self.modes or {}).items()]
        return ("\n".join(lines) + "\n").encode()

    def folder(self, path: Path) -> Path:
        path.mkdir(parents=True, exist_ok=True)
        for name, data in self.files().items():
            target = path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        return path

    def zip(self, path: Path) -> Path:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.files().items():
                archive.writestr(name, data)
        return path


def written(rows: list[Row], **options: Any) -> bytes:
    """Rows as the standard writes them."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n", **options)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def person(sid: str, role: str, given: str, family: str, **values: str) -> Row:
    return row(
        "users",
        sourcedId=sid,
        enabledUser="true",
        orgSourcedIds="ecole-1",
        role=role,
        username=sid,
        givenName=given,
        familyName=family,
        **values,
    )


def enrolment(sid: str, group: str, user: str, role: str = "student", **values: str) -> Row:
    return row(
        "enrollments",
        sourcedId=sid,
        classSourcedId=group,
        schoolSourcedId="ecole-1",
        userSourcedId=user,
        role=role,
        **values,
    )


def small_roster() -> PackageFiles:
    """Two schools; Léo and Zoé with their parents Claire and Marc, Noé with Marc; a teacher.

    Claire is named by the pupils' rows, Marc names his pupils himself.
    """
    tables = {**_places(), "users": _people(), "enrollments": _enrolments()}
    return PackageFiles(tables, dict.fromkeys(tables, "bulk"))


def _places() -> dict[str, list[Row]]:
    dates = {"startDate": "2026-08-27", "endDate": "2027-06-24", "schoolYear": "2027"}
    year = row("academicSessions", sourcedId="an", title="An", type="schoolYear", **dates)
    term = row("academicSessions", sourcedId="etape-1", title="Étape 1", type="term", **dates)
    term["parentSourcedId"] = "an"
    return {
        "orgs": [
            row("orgs", sourcedId="css", name="CSS d’essai", type="district"),
            _school("ecole-1", "École 1", "864001"),
            _school("ecole-2", "École 2", "864002"),
        ],
        "academicSessions": [year, term],
        "courses": [row("courses", sourcedId="fra", title="Français", orgSourcedId="css")],
        "classes": [
            _group("401", "Groupe 401", "homeroom"),
            _group("fra-401", "Français 401", "scheduled"),
        ],
    }


def _school(sid: str, name: str, code: str) -> Row:
    values = {"sourcedId": sid, "name": name, "identifier": code}
    return row("orgs", type="school", parentSourcedId="css", **values)


def _group(sid: str, title: str, kind: str) -> Row:
    return row(
        "classes",
        sourcedId=sid,
        title=title,
        courseSourcedId="fra",
        classCode=sid,
        classType=kind,
        schoolSourcedId="ecole-1",
        termSourcedIds="etape-1",
    )


def _people() -> list[Row]:
    leo = person("leo", "student", "Léo", "Tremblay-Ngô", userIds="{fiche:0001234}")
    zoe = person("zoe", "student", "Zoé", "Tremblay-Ngô")
    zoe["userIds"] = "{fiche:1235},{codePermanent:TREZ67531412}"
    for twin in (leo, zoe):
        twin.update(agentSourcedIds="claire", grades="04")
    marc = person("marc", "guardian", "Marc", "Ngô", email="marc@example.org")
    marc["agentSourcedIds"] = "leo,zoe,noe"
    return [
        leo,
        zoe,
        person("noe", "student", "Noé", "L’Heureux", userIds="{fiche:1236}", grades="KG"),
        person("claire", "parent", "Claire", "Tremblay", email="Claire@Example.org"),
        marc,
        person("prof", "teacher", "Anne", "Roy", email="anne.roy@example.org"),
    ]


def _enrolments() -> list[Row]:
    return [
        enrolment("e1", "401", "leo"),
        enrolment("e2", "fra-401", "leo", beginDate="2026-08-27", endDate="2027-06-24"),
        enrolment("e3", "401", "zoe"),
        enrolment("e4", "401", "noe"),
        enrolment("e5", "401", "prof", "teacher", primary="true"),
    ]
