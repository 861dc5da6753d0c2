"""What a package says of itself: its dialect, and for each file bulk, delta or absent.

Without manifest.csv a set is of version 1.0: every file present is the whole reference. Our own
tables may be listed; when they are not, they follow the file they complete, and a daily table is
the whole reference of what it speaks of.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from preau.exchange.errors import Stop
from preau.exchange.findings import Findings
from preau.exchange.package import Package
from preau.exchange.package.names import printable
from preau.exchange.tables import (
    DAILY,
    ONEROSTER_11,
    ONEROSTER_12,
    OWN,
    SDS,
    Table,
    oneroster,
    sds,
)
from preau.exchange.tables.transport import GTFS

Format = Literal["auto", "oneroster", "sds"]
_LARGEST = 65_536
_NOT_READ = oneroster.NOT_READ | sds.NOT_READ
_FOLLOWS = {
    "preau_students": "users",
    "preau_guardians": "users",
    "preau_staff": "users",
    "preau_schools": "orgs",
}


class Mode(StrEnum):
    BULK = "bulk"
    DELTA = "delta"
    ABSENT = "absent"


_MODES = frozenset(mode.value for mode in Mode)


@dataclass(frozen=True)
class Plan:
    """Which tables to read, in the dialect found, and the mode of each file."""

    dialect: Literal["1.1", "1.2", "sds"]
    tables: tuple[Table, ...]
    modes: Mapping[str, Mode]

    def mode(self, file: str) -> Mode:
        return self.modes.get(file, Mode.ABSENT)

    def is_bulk(self, file: str) -> bool:
        return self.mode(file) is Mode.BULK

    def has(self, file: str) -> bool:
        return self.mode(file) is not Mode.ABSENT

    @property
    def has_daily(self) -> bool:
        return any(self.has(table.file) for table in DAILY)

    @property
    def has_roster(self) -> bool:
        """False for a package of daily tables alone: the roster stays as it is."""
        return not self.has_daily or any(
            self.has(table.file) for table in self.tables if table not in DAILY
        )


def plan_of(package: Package, wanted: Format, findings: Findings) -> Plan:
    """Read the manifest and choose. Raises Stop when the manifest cannot be followed."""
    manifest = _manifest(package, findings) if wanted != "sds" else {}
    dialect = _dialect(package, manifest, wanted)
    tables = {"1.1": ONEROSTER_11, "1.2": ONEROSTER_12, "sds": SDS}[dialect]
    modes = {table.file: _mode(table, package, manifest, findings) for table in tables}
    for table in OWN:
        modes[table.file] = _own_mode(table, package, manifest, modes)
    _tell_names(package, (*tables, *OWN), dialect, findings)
    if not any(mode is not Mode.ABSENT for mode in modes.values()) and not manifest:
        raise Stop("no_table")
    return Plan(dialect, (*tables, *OWN), modes)


def _manifest(package: Package, findings: Findings) -> dict[str, str]:
    member = package.tables.get("manifest.csv")
    if member is None:
        return {}
    with member.open() as stream:
        data = stream.read(_LARGEST) or b""
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig", errors="replace"), newline=""))
    properties: dict[str, str] = {}
    for line, row in enumerate(rows, start=1):
        if line == 1 or not any(row):
            continue
        if len(row) < 2:
            raise Stop("manifest_row", file="manifest.csv", line=line)
        name, value = row[0].strip(), row[1].strip()
        if name.startswith("file.") and value not in _MODES:
            values = {"value": printable(value)}
            raise Stop("manifest_mode", file="manifest.csv", line=line, column=name, values=values)
        properties[name] = value
    return properties


def _dialect(
    package: Package, manifest: Mapping[str, str], wanted: Format
) -> Literal["1.1", "1.2", "sds"]:
    version = manifest.get("oneroster.version", "")
    if version.startswith("1.2"):
        return "1.2"
    if version.startswith(("1.0", "1.1")) or version == "1":
        return "1.1"
    if version:
        values = {"value": printable(version)}
        raise Stop("manifest_version", file="manifest.csv", values=values)
    users = _header(package, "users.csv")
    if wanted == "sds":
        return "sds"
    if wanted == "auto" and not manifest and _looks_like_sds(package, users):
        return "sds"
    return "1.2" if users and "role" not in users else "1.1"


def _looks_like_sds(package: Package, users: set[str]) -> bool:
    if "relationships.csv" in package.tables:
        return True
    return bool(users) and "enableduser" not in users and "status" not in users


def _header(package: Package, name: str) -> set[str]:
    member = package.tables.get(name)
    if member is None:
        return set()
    with member.open() as stream:
        data = stream.read(_LARGEST) or b""
    first = data.decode("utf-8-sig", errors="replace").splitlines()[:1]
    names = first[0].replace(";", ",").split(",") if first else []
    return {name.strip().strip('"').lower() for name in names}


def _mode(table: Table, package: Package, manifest: Mapping[str, str], findings: Findings) -> Mode:
    present = table.name.lower() in package.tables
    listed = manifest.get(f"file.{table.file}")
    if listed is None:
        if present and manifest:
            findings.warning("manifest_silent", table.name)
        return Mode.BULK if present else Mode.ABSENT
    mode = Mode(listed)
    if mode is Mode.ABSENT:
        if present:
            findings.warning("manifest_absent", table.name)
        return mode
    if not present:
        column, values = f"file.{table.file}", {"file": table.name}
        raise Stop("manifest_missing", file="manifest.csv", column=column, values=values)
    return mode


def _own_mode(
    table: Table, package: Package, manifest: Mapping[str, str], modes: Mapping[str, Mode]
) -> Mode:
    if table.name.lower() not in package.tables:
        return Mode.ABSENT
    if listed := manifest.get(f"file.{table.file}"):
        return Mode(listed)
    if table in DAILY:
        return Mode.BULK
    followed = modes.get(_FOLLOWS[table.file], Mode.ABSENT)
    return Mode.BULK if followed is Mode.BULK else Mode.DELTA


def _tell_names(
    package: Package, tables: tuple[Table, ...], dialect: str, findings: Findings
) -> None:
    if "manifest.csv" not in package.tables and dialect != "sds":
        findings.warning("no_manifest", "manifest.csv")
    known = {table.name.lower(): table.name for table in tables} | {"manifest.csv": "manifest.csv"}
    for lowered, member in package.tables.items():
        base = member.name.rpartition("/")[2]
        right = known.get(lowered)
        if right is not None and base != right.rpartition("/")[2]:
            findings.warning("file_case", right, values={"found": printable(base)})
        if right is None:
            stem = lowered.removesuffix(".csv")
            expected = stem in _NOT_READ or lowered.startswith(f"{GTFS}/")
            findings.warning("file_not_read" if expected else "file_unknown", printable(base))
    for name in package.strangers:
        findings.warning("file_unknown", name)
