"""preau_issuers to preau_payments: what is owed, who pays, and what a statement holds already."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from preau.boards.models import Board
from preau.core.actors import BoardActor
from preau.core.scope import acting_as
from preau.exchange.report import Diff
from preau.exchange.tables.finances import amount, percentage, weeks
from preau.finances import operations
from preau.finances.models import (
    Entry,
    Issuer,
    PayerAccount,
    PaymentDeclaration,
    Posting,
    SplitShare,
    Statement,
    Tariff,
)
from tests.exchange.conftest import Run, rules
from tests.exchange.daily import daily
from tests.exchange.packages import PackageFiles, Row
from tests.factories import as_owner
from tests.finances.ledger import press

AT = datetime(2026, 12, 1, 15, tzinfo=UTC)
ACCOUNT = {"orgSourcedId": "ecole-1", "accountKind": "service de garde"}


@pytest.fixture(autouse=True)
def imported(run: Run, roster: PackageFiles) -> None:
    assert run(roster).applied


def payer(sid: str, guardian: str, reference: str, students: str = "leo") -> Row:
    return {
        **ACCOUNT,
        "sourcedId": sid,
        "guardianSourcedId": guardian,
        "payerNumber": f"no-{sid}",
        "referenceNumber": reference,
        "students": students,
    }


def entry(sid: str, amount: str, on: str = "2026-10-05", **values: str) -> Row:
    return {
        **ACCOUNT,
        "sourcedId": sid,
        "studentSourcedId": "leo",
        "kind": "frais",
        "date": on,
        "label": "Garde du matin",
        "amount": amount,
        **values,
    }


def payment(sid: str, amount: str, reference: str = "R-1", **values: str) -> Row:
    return {"sourcedId": sid, "referenceNumber": reference, "date": "2026-11-05",
            "amount": amount, **values}  # fmt: skip


def split(guardian: str, **values: str) -> Row:
    return {
        "studentSourcedId": "leo",
        "accountKind": "daycare",
        "guardianSourcedId": guardian,
        "beginDate": "2026-08-31",
        **values,
    }


ONE = [payer("p1", "claire", "R-1")]
TWO = [*ONE, payer("p2", "marc", "R-2")]


def postings() -> list[tuple[str, str, int, Decimal | None]]:
    with as_owner():
        rows = Posting.objects.order_by("entry__source_id", "payer__source_id")
        return list(
            rows.values_list("entry__source_id", "payer__source_id", "amount_cents", "share")
        )


def bill(run: Run) -> Statement:
    """The statement of the only payer, up to the end of October."""
    actor = BoardActor(Board.objects.get(code="864000").pk)
    with acting_as(actor):
        payer_id = PayerAccount.objects.order_by("source_id").values_list("id", flat=True)[0]
        period = operations.open_period(
            actor=actor,
            issuer_id=Issuer.objects.get().pk,
            ends_on=date(2026, 10, 31),
            due_on=date(2026, 11, 20),
            at=AT,
        )
        statement = operations.issue_statement(
            actor=actor, period_id=period.pk, payer_id=payer_id, press=press, at=AT
        )
    assert statement is not None
    return statement


def test_all_the_columns_of_who_asks_and_who_pays(run: Run) -> None:
    package = daily(
        issuers=[
            {
                **ACCOUNT,
                "name": "Garde des Petits",
                "address": "1, rue Un, Longueuil",
                "phone": "450-555-0112",
                "email": "Garde@ex.example",
                "howToPay": "À la caisse",
                "howToPayEn": "At the bank",
            }
        ],
        tariffs=[{**ACCOUNT, "fee": "Frais NSF", "beginDate": "2026-07-01", "amount": "25,00"}],
        payers=TWO,
        splits=[split("claire", percent="60,00 %"), split("marc", percent="40")],
    )
    report = run(package)
    assert report.applied, report.messages
    assert report.tables["payers"] == Diff(2, 0, 0)
    assert report.tables["issuers"].added == 1
    with as_owner():
        issuer = Issuer.objects.get()
        assert (issuer.kind, issuer.name, issuer.phone) == (
            *("daycare", "Garde des Petits", "450-555-0112"),
        )
        assert (issuer.email, issuer.how_to_pay_en) == ("garde@ex.example", "At the bank")
        assert Tariff.objects.get().amount_cents == 2500
        assert PayerAccount.objects.get(source_id="p1").payer_number == "no-p1"
        assert {row.percent for row in SplitShare.objects.all()} == {60, 40}
    assert run(package).changes == 0


def test_the_charge_of_a_pupil_is_its_only_payers(run: Run) -> None:
    report = run(daily(payers=ONE, entries=[entry("e1", "1 234,50"), entry("e2", "12.50")]))
    assert report.applied, report.messages
    assert postings() == [("e1", "p1", 123450, None), ("e2", "p1", 1250, None)]
    assert report.sums == {"daycare": (124700, 0)}
    assert report.as_json()["sums"] == {"daycare": {"charged_cents": 124700, "received_cents": 0}}
    assert run(daily(entries=[entry("e1", "1 234,50"), entry("e2", "12.50")])).changes == 0


def test_a_charge_is_shared_by_percentage_to_the_cent(run: Run) -> None:
    shares = [split("claire", percent="33,33"), split("marc", percent="66.67")]
    assert run(daily(payers=TWO, splits=shares, entries=[entry("e1", "10,00")])).applied
    assert postings() == [
        ("e1", "p1", 333, Decimal("33.33")),
        ("e1", "p2", 667, Decimal("66.67")),
    ]


def test_a_charge_is_of_whoever_has_its_week(run: Run) -> None:
    shares = [split("claire", weeks="1/2"), split("marc", weeks="2/2")]
    entries = [
        entry("e1", "10,00", "2026-09-02"),
        entry("e2", "10,00", "2026-09-09"),
        entry("e3", "10,01", "2026-08-31", endDate="2026-09-13"),
    ]
    assert run(daily(payers=TWO, splits=shares, entries=entries)).applied
    assert postings()[:2] == [("e1", "p1", 1000, None), ("e2", "p2", 1000, None)]
    assert {cents for *_payer, cents, _share in postings()[2:]} == {501, 500}
    assert [share for *_payer, share in postings()[2:]] == [Decimal("50.00")] * 2


def test_a_new_rule_shares_anew_what_no_statement_holds(run: Run) -> None:
    shares = [split("claire", percent="50"), split("marc", percent="50")]
    entries = [entry("e1", "10,00", "2026-10-05"), entry("e2", "10,00", "2026-11-05")]
    assert run(daily(payers=TWO, splits=shares, entries=entries)).applied
    bill(run)
    shares = [split("claire", percent="80"), split("marc", percent="20")]
    assert run(daily(splits=shares)).applied
    assert [cents for _entry, _payer, cents, _share in postings()] == [500, 500, 800, 200]


def test_a_rule_of_a_new_year_leaves_the_old_one_to_what_it_shared(run: Run) -> None:
    shares = [split("claire", percent="50"), split("marc", percent="50")]
    assert run(daily(payers=TWO, splits=shares, entries=[entry("e1", "10,00")])).applied
    later = [{**row, "beginDate": "2027-08-30", "percent": "25"} for row in shares]
    later[1]["percent"] = "75"
    assert run(daily(splits=later)).applied
    assert [cents for *_payer, cents, _share in postings()] == [500, 500]
    assert run(daily(entries=[entry("e2", "10,00", "2027-09-06")])).applied
    assert sorted(cents for *_payer, cents, _share in postings()[2:]) == [250, 750]
    again = [{**row, "percent": "50"} for row in shares]
    assert run(daily(splits=again)).applied
    assert sorted(cents for *_payer, cents, _share in postings()[2:]) == [500, 500]


@pytest.mark.parametrize(
    "shares",
    [
        [split("claire", percent="50")],
        [split("claire", percent="50"), split("marc", percent="49")],
        [split("claire", percent="50"), split("marc", weeks="1/2")],
        [split("claire", weeks="1/2"), split("marc", weeks="1/2")],
        [split("claire", weeks="1/2"), split("marc", weeks="1,2/3")],
    ],
)
def test_parts_that_are_no_whole_are_refused(run: Run, shares: list[Row]) -> None:
    assert "split_parts" in rules(run(daily(payers=TWO, splits=shares)))


def test_who_pays_must_be_known(run: Run) -> None:
    assert "no_payer" in rules(run(daily(payers=TWO, entries=[entry("e1", "10,00")])))
    told = rules(run(daily(payers=ONE, entries=[entry("e1", "10", guardianSourcedId="marc")])))
    assert "no_account" in told
    with as_owner():
        assert not PayerAccount.objects.exists()


def test_a_reference_is_one_accounts_alone(run: Run) -> None:
    assert "duplicate_row" in rules(run(daily(payers=[*ONE, payer("p2", "marc", "R-1")])))
    assert run(daily(payers=ONE)).applied
    assert "reference_held" in rules(run(daily(payers=[payer("p2", "marc", "R-1")])))


def test_an_account_never_becomes_another_persons(run: Run) -> None:
    assert run(daily(payers=ONE)).applied
    assert "payer_moved" in rules(run(daily(payers=[payer("p1", "marc", "R-1")])))


def test_an_entry_changes_until_a_statement_holds_it(run: Run) -> None:
    assert run(daily(payers=ONE, entries=[entry("e1", "10,00")])).applied
    assert run(daily(entries=[entry("e1", "11,00")])).tables["entries"] == Diff(0, 1, 0)
    assert postings() == [("e1", "p1", 1100, None)]
    bill(run)
    report = run(daily(entries=[entry("e2", "5,00"), entry("e1", "12,00")]))
    assert "entry_billed" in rules(report)
    (message,) = [m for m in report.messages if m.rule == "entry_billed"]
    assert message.line == 3
    assert "ajustement" in message.text
    assert [cents for *_others, cents, _share in postings()] == [1100]
    assert run(daily(entries=[entry("e1", "11,00")])).changes == 0


def test_an_entry_that_a_list_leaves_out_stays(run: Run) -> None:
    assert run(daily(payers=ONE, entries=[entry("e1", "10,00")])).applied
    assert run(daily(entries=[entry("e2", "5,00")])).tables["entries"] == Diff(1, 0, 0)
    assert len(postings()) == 2


def test_an_entry_goes_by_its_status_and_takes_its_posting_along(run: Run) -> None:
    assert run(daily(payers=ONE, entries=[entry("e1", "10,00")])).applied
    gone = entry("e1", "10,00", status="tobedeleted")
    assert run(daily(entries=[gone])).tables["entries"] == Diff(0, 0, 1)
    assert postings() == []
    with as_owner():
        assert Entry.objects.get().ended_at is not None


def test_a_payment_goes_to_the_account_of_its_reference(run: Run) -> None:
    assert run(daily(payers=ONE, entries=[entry("e1", "10,00")])).applied
    report = run(daily(payments=[payment("b1", "4,00", bankReference="cb 12-34")]))
    assert report.applied, report.messages
    assert report.sums == {"daycare": (0, 400)}
    assert postings()[1] == ("payment:b1", "p1", -400, None)
    with as_owner():
        assert Entry.objects.get(source_id="payment:b1").bank_reference == "CB1234"
    assert "reference_unknown" in rules(run(daily(payments=[payment("b2", "4,00", "R-9")])))


def declared(reference: str = "CB 1234", paid_on: date = date(2026, 11, 3)) -> int:
    with as_owner():
        account = PayerAccount.objects.get(source_id="p1")
        return PaymentDeclaration.objects.create(
            board_id=account.board_id,
            payer=account,
            paid_on=paid_on,
            bank_reference=reference,
            declared_at=AT,
        ).pk


def states() -> list[str]:
    with as_owner():
        return list(PaymentDeclaration.objects.order_by("id").values_list("state", flat=True))


def test_a_payment_settles_what_was_declared_under_its_reference(run: Run) -> None:
    assert run(daily(payers=ONE)).applied
    declared()
    declared("CB 9999")
    assert run(daily(payments=[payment("b1", "4,00", bankReference="CB-1234")])).applied
    assert states() == ["settled", "declared"]


def test_a_payment_of_the_same_day_settles_when_there_is_no_doubt(run: Run) -> None:
    assert run(daily(payers=ONE)).applied
    declared("ABC", date(2026, 11, 5))
    assert run(daily(payments=[payment("b1", "4,00")])).applied
    assert states() == ["settled"]
    declared("DEF", date(2026, 11, 5))
    assert run(daily(payments=[payment("b1", "4,00")])).applied
    assert states() == ["settled", "declared"]


@pytest.mark.parametrize(
    ("given", "cents"),
    [
        ("12,50", "1250"),
        ("12.50", "1250"),
        ("12.5", "1250"),
        ("7", "700"),
        ("1 234,50 $", "123450"),
        ("1\u00a0234,50\u00a0$", "123450"),
        ("-3,10", "-310"),
        ("", None),
    ],
)
def test_amounts_are_read_as_cents(given: str, cents: str | None) -> None:
    read = amount(given)
    assert (read.value if read else None) == cents


@pytest.mark.parametrize("given", ["1,234.50", "1,234", "12,505", "abc", "=1+1", "1e3", "٣,٠٠"])
def test_an_amount_that_could_be_two_is_refused(given: str) -> None:
    read = amount(given)
    assert read is not None
    assert read.rule == "amount"


def test_weeks_and_percentages() -> None:
    assert weeks("2 , 1 / 4").value == "1,2/4"
    assert [weeks(text).rule for text in ("3/2", "1/1", "1,2/2", "x")] == ["weeks"] * 4
    assert percentage("33,33 %").value == "33.33"
    assert [percentage(text).rule for text in ("0", "100", "-5")] == ["percentage"] * 3


def test_a_windows_file_with_commas_and_semicolons_is_read(run: Run) -> None:
    assert run(daily(payers=ONE)).applied
    package = daily()
    header = "sourcedId;status;dateLastModified;orgSourcedId;accountKind;studentSourcedId;"
    header += "guardianSourcedId;kind;date;endDate;label;labelEn;quantity;unit;voluntary;amount"
    row = "e1;;;ecole-1;garde;leo;;crédit;2026-10-05;;Présence créditée;;2,5;h;;12,50"
    package.raw["preau_entries.csv"] = f"{header}\r\n{row}\r\n".encode("cp1252")
    report = run(package)
    assert report.applied, report.messages
    assert postings() == [("e1", "p1", -1250, None)]
    with as_owner():
        held = Entry.objects.get()
        assert (held.label, held.quantity) == ("Présence créditée", Decimal("2.5"))
