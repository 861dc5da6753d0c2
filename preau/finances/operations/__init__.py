"""Acts on money. The school charges, receives and tells; the parent says what it paid.

Statements, fees and slips run in the scope of a body; declarations and consents in a family's,
whose walls let it sign its own rows and take them back, and nothing else.
"""

from preau.finances.operations.announcing import unannounce_statement
from preau.finances.operations.batch import ask_statements, print_now
from preau.finances.operations.consents import consent_to_slips, withdraw_consent
from preau.finances.operations.declare import Said, declare_payment, retract_payment
from preau.finances.operations.fees import charge_late_fees, charge_nsf_fee
from preau.finances.operations.generate import (
    Press,
    close_period,
    issue_statement,
    open_period,
)
from preau.finances.operations.post import billed_among, post_entries
from preau.finances.operations.reading import (
    AccountFile,
    SlipFile,
    see_account,
    see_accounts,
    see_slips,
    see_statement,
    take_paper,
    take_slip,
)
from preau.finances.operations.settle import settle_declarations
from preau.finances.operations.slips import Deposit, Deposited, deposit_slips
from preau.finances.operations.void import replace_statement, void_statement

__all__ = [
    "AccountFile",
    "Deposit",
    "Deposited",
    "Press",
    "Said",
    "SlipFile",
    "ask_statements",
    "billed_among",
    "charge_late_fees",
    "charge_nsf_fee",
    "close_period",
    "consent_to_slips",
    "declare_payment",
    "deposit_slips",
    "issue_statement",
    "open_period",
    "post_entries",
    "print_now",
    "replace_statement",
    "retract_payment",
    "see_account",
    "see_accounts",
    "see_slips",
    "see_statement",
    "settle_declarations",
    "take_paper",
    "take_slip",
    "unannounce_statement",
    "void_statement",
    "withdraw_consent",
]
