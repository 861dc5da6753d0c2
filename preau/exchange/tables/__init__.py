"""The columns of every table that an import reads, by dialect."""

from preau.exchange.tables.columns import Cell, Column, Derived, Table
from preau.exchange.tables.daily import DAILY
from preau.exchange.tables.oneroster import ONEROSTER_11, ONEROSTER_12
from preau.exchange.tables.own import OWN
from preau.exchange.tables.sds import SDS

__all__ = [
    "DAILY",
    "ONEROSTER_11",
    "ONEROSTER_12",
    "OWN",
    "SDS",
    "Cell",
    "Column",
    "Derived",
    "Table",
]
