"""The money of every school as files: issuers, tariffs, payers, splits, entries, payments."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from zlib import crc32

from preau.demo.money.accounts import (
    DAYCARE,
    EMILY,
    FEES,
    GENEVIEVE,
    ISABELLE,
    JOSEE,
    PATRICK,
    SYLVIE,
    Payer,
    payers_of,
    schools_of,
)
from preau.demo.roster import Roster
from preau.demo.rows import Pupil
from preau.demo.school_year import Year
from preau.demo.schools import BODIES
from preau.demo.tables import VERSIONED, Row, write_table

HEADERS = {
    "preau_issuers": "orgSourcedId accountKind name address phone email howToPay howToPayEn",
    "preau_tariffs": "orgSourcedId accountKind fee beginDate amount",
    "preau_payers": f"{VERSIONED} orgSourcedId accountKind guardianSourcedId payerNumber"
    " referenceNumber students",
    "preau_splits": "studentSourcedId accountKind guardianSourcedId beginDate endDate percent"
    " weeks",
    "preau_entries": f"{VERSIONED} orgSourcedId accountKind studentSourcedId guardianSourcedId"
    " kind date endDate label labelEn quantity unit voluntary amount",
    "preau_payments": f"{VERSIONED} referenceNumber date amount bankReference kind",
}
_WEEK = timedelta(days=7)
_DAY_CENTS, _PEDAGOGICAL_CENTS = 935, 1800
# Month and day, what, in English, cents, voluntary.
_FEES = (
    ((9, 4), "Cahiers d’exercices", "Workbooks", 2850, False),
    ((9, 4), "Agenda scolaire", "School agenda", 900, False),
    ((9, 18), "Matériel d’arts plastiques", "Art supplies", 1500, False),
    ((10, 9), "Sortie au musée", "Museum outing", 1800, True),
    ((11, 6), "Contribution à la bibliothèque", "Library contribution", 2000, True),
    ((1, 15), "Sortie de ski", "Ski day", 4200, True),
    ((3, 26), "Théâtre", "Theatre", 1600, True),
)


def month_ends(year: Year, today: date) -> list[date]:
    """The last days of the two months before a day, of those that school was on."""
    ends: list[date] = []
    first = today.replace(day=1)
    while len(ends) < 2:
        last = first - timedelta(days=1)
        if last < date(year.first, 9, 30):
            break
        ends.append(last)
        first = last.replace(day=1)
    return ends[::-1]


def write_money(roster: Roster, today: date, folders: Mapping[str, Path]) -> None:
    """The tables of money beside each body's roster."""
    payers = payers_of(roster)
    for body in BODIES:
        own = [payer for payer in payers if payer.school.body == body.code]
        for name, rows in _tables(own, roster.year, today).items():
            path, listed = folders[body.code] / f"{name}.csv", list(rows)
            path.unlink(missing_ok=True)
            if listed:
                write_table(path, HEADERS[name].split(), listed)


def _tables(payers: Sequence[Payer], year: Year, today: date) -> dict[str, Iterable[Row]]:
    entries = list(_entries(payers, year, today))
    return {
        "preau_issuers": _issuers(payers),
        "preau_tariffs": _tariffs(payers, year),
        "preau_payers": [
            (
                *(p.source_id, "", "", p.school.key, p.kind, p.adult.source_id),
                *(p.number, p.reference, ",".join(one.source_id for one in p.pupils)),
            )
            for p in payers
        ],
        "preau_splits": _splits(payers, year),
        "preau_entries": entries,
        "preau_payments": list(_payments(payers, entries, year, today)),
    }


def _issuers(payers: Sequence[Payer]) -> Iterator[Row]:
    for (key, kind), payer in schools_of(payers).items():
        school = payer.school
        french = "Service de garde Les Petits Riverains" if key == "deux-rives" else ""
        english = f"{school.name} Daycare" if school.language == "en" else ""
        name = (french or english) if kind == DAYCARE else ""
        yield (
            *(key, kind, name, "", "450-555-0112" if french else school.phone, school.email),
            "Payez dans le site ou l’appli de votre caisse ou de votre banque\u00a0: cherchez le"
            " fournisseur «\u00a0CSS Marie-Victorin (écoles)\u00a0» et inscrivez le numéro de"
            " référence.",
            "Pay on your bank’s site or app: add the payee and enter the reference number.",
        )


def _tariffs(payers: Sequence[Payer], year: Year) -> Iterator[Row]:
    for key, kind in schools_of(payers):
        yield (key, kind, "nsf_fee", year.starts_on, "25,00")
        yield (key, kind, "late_fee", year.starts_on, "5,00")


def _splits(payers: Sequence[Payer], year: Year) -> Iterator[Row]:
    weeks = {ISABELLE: "1/2", PATRICK: "2/2"}
    percent = {ISABELLE: "60", PATRICK: "40"}
    for payer in payers:
        if payer.is_split:
            way = ("", weeks[payer.story]) if payer.kind == DAYCARE else (percent[payer.story], "")
            child = payer.pupils[0].source_id
            yield (child, payer.kind, payer.adult.source_id, year.starts_on, "", *way)


def _entries(payers: Sequence[Payer], year: Year, today: date) -> Iterator[Row]:
    done: set[tuple[str, str]] = set()
    for payer in payers:
        for pupil in payer.pupils:
            if (pupil.source_id, payer.kind) in done:
                continue
            done.add((pupil.source_id, payer.kind))
            make = _weeks if payer.kind == DAYCARE else _fees
            yield from make(payer, pupil, year, today)
    for payer in payers:
        if payer.story == JOSEE and (ends := month_ends(year, today)):
            on = ends[-1] - timedelta(days=9)
            yield _entry(
                payer,
                None,
                f"effet-{on}",
                "returned",
                on,
                "4675",
                "Paiement retourné",
                "Returned payment",
            )
            yield _entry(
                payer,
                None,
                f"nsf-{on}",
                "nsf_fee",
                on,
                "2500",
                "Frais d’effet retourné",
                "Returned payment fee",
            )


def _weeks(payer: Payer, pupil: Pupil, year: Year, today: date) -> Iterator[Row]:
    """A line a week, the stories' from the first; the other families' of this month only."""
    monday = date(year.first, 8, 31)
    monday -= timedelta(days=monday.weekday())
    ends = month_ends(year, today)
    since = date.min if payer.story or not ends else ends[-1]
    for number in range(42):
        on = monday + number * _WEEK
        friday = on + timedelta(days=4)
        is_holiday = (on.month, on.day) >= (12, 20) or (on.month == 1 and on.day < 5)
        if friday > today or on <= since or is_holiday:
            continue
        days = 3 if payer.story == EMILY else 5
        yield (
            *(f"garde-{pupil.source_id}-{on}", "", "", payer.school.key, payer.kind),
            *(pupil.source_id, "", "charge", on, friday),
            *("Service de garde, matin et soir", "Daycare, before and after school"),
            *(days, "jours" if pupil.language != "en" else "days", "", _dollars(days * _DAY_CENTS)),
        )
        if number % 5 == 2:
            yield (
                *(f"peda-{pupil.source_id}-{on}", "", "", payer.school.key, payer.kind),
                *(pupil.source_id, "", "charge", friday, ""),
                *("Journée pédagogique", "Pedagogical day"),
                *(1, "jour" if pupil.language != "en" else "day", ""),
                _dollars(_PEDAGOGICAL_CENTS),
            )


def _fees(payer: Payer, pupil: Pupil, year: Year, today: date) -> Iterator[Row]:
    for (month, day), label, label_en, cents, is_voluntary in _FEES:
        on = date(year.first + (month < 7), month, day)
        if on <= today:
            yield (
                *(f"frais-{pupil.source_id}-{on}-{cents}", "", "", payer.school.key, FEES),
                *(pupil.source_id, "", "charge", on, "", label, label_en, "", ""),
                *("true" if is_voluntary else "", _dollars(cents)),
            )


def _entry(
    payer: Payer,
    pupil: Pupil | None,
    name: str,
    kind: str,
    on: date,
    cents: str,
    label: str,
    label_en: str,
) -> Row:
    student = pupil.source_id if pupil else ""
    return (
        *(f"{name}-{payer.source_id}", "", "", payer.school.key, payer.kind, student),
        *(payer.adult.source_id, kind, on, "", label, label_en, "", "", ""),
        _dollars(int(cents)),
    )


def _payments(
    payers: Sequence[Payer], entries: Sequence[Row], year: Year, today: date
) -> Iterator[Row]:
    """Each pays on the fifteenth what it owed at the month's end; Geneviève stopped paying.

    Of Sylvie's, what her last statement asked is paid the day after its issue: it is received.
    """
    for payer in payers:
        if not payer.story or payer.story == GENEVIEVE:
            continue
        paid = 0
        for end in month_ends(year, today):
            owed = _owed(payer, entries, end)
            on = end + timedelta(days=15 if payer.story != SYLVIE else 4)
            cents = max(0, owed - paid) if not payer.is_split else 9000 * (payer.kind == DAYCARE)
            if not cents or on > today or _still_owes(payer, end, year, today):
                continue
            paid += cents
            yield (
                *(f"{payer.source_id}-{end}", "", "", payer.reference, on, _dollars(cents)),
                *(f"CB{crc32(f'{payer.source_id}{end}'.encode()) % 10**8:08}", "payment"),
            )


def _still_owes(payer: Payer, end: date, year: Year, today: date) -> bool:
    """Emily says that she paid her last daycare statement; the bank has not said so yet."""
    is_last = end == month_ends(year, today)[-1]
    return is_last and payer.story in (EMILY, JOSEE) and payer.kind == DAYCARE


def _owed(payer: Payer, entries: Sequence[Row], end: date) -> int:
    own = {pupil.source_id for pupil in payer.pupils}
    total = 0
    for row in entries:
        kind, student, guardian, on = row[4], row[5], row[6], row[8]
        is_own = guardian == payer.adult.source_id or (not guardian and student in own)
        if kind == payer.kind and is_own and str(on) <= end.isoformat():
            total += int(str(row[-1]).replace(",", ""))
    return total


def _dollars(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}"
