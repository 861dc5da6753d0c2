"""Daily tables for tests: a package of them alone, beside the small roster already imported."""

from tests.exchange.packages import PackageFiles, Row


def daily(**tables: list[Row]) -> PackageFiles:
    """A package without manifest that holds these preau_ tables only; the file names are given
    without the prefix. Columns not given are empty.
    """
    package = PackageFiles({})
    for name, rows in tables.items():
        for values in rows:
            package.add(f"preau_{name}", **values)
    return package


def day(on: str, kind: str = "class", **values: str) -> Row:
    return {"orgSourcedId": "ecole-1", "date": on, "kind": kind, **values}


def bell(period: str, begin: str, end: str, **values: str) -> Row:
    return {"orgSourcedId": "ecole-1", "period": period, "begin": begin, "end": end, **values}


def lesson(sid: str, cycle: str, period: str, **values: str) -> Row:
    return {
        "sourcedId": sid,
        "classSourcedId": "fra-401",
        "cycleDay": cycle,
        "period": period,
        **values,
    }


def absence(sid: str, on: str, category: str = "absence", **values: str) -> Row:
    return {
        "sourcedId": sid,
        "studentUniqueId": "leo",
        "schoolId": "ecole-1",
        "eventDate": on,
        "attendanceEventCategoryDescriptor": category,
        **values,
    }


def work(sid: str, given: str, due: str, **values: str) -> Row:
    return {
        "sourcedId": sid,
        "classSourcedId": "fra-401",
        "kind": "homework",
        "title": "Lire",
        "givenOn": given,
        "dueOn": due,
        **values,
    }
