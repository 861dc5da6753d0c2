"""Objects and their rows: where they are, who reads them, and what the purge leaves alone."""

import io
import os
import stat
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.db import connection, transaction
from pytest_django import Settings

from preau.core import tasks
from preau.core.actors import FamilyActor, SystemActor
from preau.core.errors import NotVisible
from preau.core.files.accept import AcceptedFile, accept
from preau.core.files.errors import KeptFileGone
from preau.core.files.kept import accepted_again, keep, kept_files
from preau.core.files.purge import file_tables, purge_kept, purge_objects
from preau.core.files.storage import FolderStorage, attachments, key_of, path_of
from preau.core.files.store import store
from preau.core.models import KeptUpload
from preau.core.scope import acting_as
from tests import files

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOW = datetime.now(UTC)
CLAIRE, MARC = FamilyActor(41), FamilyActor(42)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    home = {
        "BACKEND": "preau.core.files.storage.FolderStorage",
        "OPTIONS": {"location": str(tmp_path / "attachments")},
    }
    settings.STORAGES = {**settings.STORAGES, "attachments": home}
    return tmp_path / "attachments"


def pdf(name: str = "billet.pdf") -> AcceptedFile:
    return accept(io.BytesIO(files.PDF), name)


def put(actor: FamilyActor, *accepted: AcceptedFile, at: datetime = NOW) -> list[KeptUpload]:
    with acting_as(actor):
        return keep(actor=actor, files=accepted, at=at)


def found(actor: FamilyActor, tokens: Sequence[str], at: datetime = NOW) -> list[KeptUpload]:
    with acting_as(actor):
        return kept_files(actor=actor, tokens=tokens, at=at)


def objects(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*/*")}


def age(folder: Path, key: str, days: float) -> None:
    written = (NOW - timedelta(days=days)).timestamp()
    os.utime(folder / path_of(key), (written, written))


def test_a17_an_object_has_a_name_nobody_guesses_and_no_address(folder: Path) -> None:
    one, other = put(CLAIRE, pdf("Zoé.pdf"), pdf("Zoé.pdf"))
    assert one.key != other.key
    assert objects(folder) == {one.key, other.key}
    assert all(key_of(path_of(row.key)) == row.key for row in (one, other))
    assert "Zo" not in str(sorted(folder.rglob("*")))
    with pytest.raises(ValueError, match="address"):
        storages["attachments"].url(path_of(one.key))


def test_a17_nobody_else_on_the_machine_reads_the_folder(folder: Path) -> None:
    os.umask(before := os.umask(0))
    try:
        os.umask(0)
        put(CLAIRE, pdf())
    finally:
        os.umask(before)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.rglob("*")]}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}


TRAVERSALS = [
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "..%252f..%252fetc%252fpasswd",
    "/etc/passwd",
    "ab/../../secret",
    "a" * 39,
    "a" * 40 + "\n",
    "A" * 40,
    "a" * 39 + "é",
    "a" * 38 + "/.",
    "",
]


@pytest.mark.parametrize("key", TRAVERSALS)
def test_a22_a_key_that_is_none_of_ours_leads_nowhere(key: str) -> None:
    with pytest.raises(NotVisible):
        path_of(key)
    assert key_of(f"{key[:2]}/{key}") == ""


def test_a_row_says_what_its_object_is() -> None:
    (row,) = put(CLAIRE, pdf("Billet du médecin.pdf"))
    with attachments().open(path_of(row.key)) as content:
        assert content.read() == files.PDF
    assert (row.name, row.media_type, row.size) == (
        "Billet du médecin.pdf",
        "application/pdf",
        len(files.PDF),
    )
    assert row.sha256 == pdf().sha256


def test_a10_an_account_finds_its_own_kept_files_and_no_others() -> None:
    (row,) = put(CLAIRE, pdf())
    assert [r.pk for r in found(CLAIRE, [row.token, row.token, "x"])] == [row.pk]
    assert found(MARC, [row.token]) == []
    with acting_as(MARC):
        assert kept_files(actor=CLAIRE, tokens=[row.token], at=NOW) == []
        assert KeptUpload.objects.filter(pk=row.pk).delete()[0] == 0


def test_what_waited_too_long_is_kept_no_more() -> None:
    (row,) = put(CLAIRE, pdf(), at=NOW - timedelta(hours=13))
    assert found(CLAIRE, [row.token]) == []
    assert purge_kept(actor=SystemActor(), at=NOW) == 1


def test_a44_an_account_keeps_only_its_share(settings: Settings, folder: Path) -> None:
    settings.PREAU_LIMITS = replace(settings.PREAU_LIMITS, kept_uploads=3)
    assert len(put(CLAIRE, pdf(), pdf())) == 2
    assert len(put(CLAIRE, pdf(), pdf())) == 1
    assert len(put(MARC, pdf())) == 1
    assert len(objects(folder)) == 4


def test_an_operation_takes_a_kept_file_over_without_a_copy(folder: Path) -> None:
    (row,) = put(CLAIRE, pdf())
    with acting_as(CLAIRE):
        (taken,) = store(KeptUpload, [accepted_again(row)], at=NOW, account_id=41, token="theirs")
        assert [r.token for r in KeptUpload.objects.all()] == ["theirs"]
    assert taken.key == row.key
    assert objects(folder) == {row.key}


def test_a_kept_file_serves_once() -> None:
    (row,) = put(CLAIRE, pdf())
    file = accepted_again(row)
    with acting_as(CLAIRE):
        store(KeptUpload, [file], at=NOW, account_id=41, token="theirs")
        with pytest.raises(KeptFileGone, match="de nouveau"), transaction.atomic():
            store(KeptUpload, [file], at=NOW, account_id=41, token="again")


def test_a_form_refused_after_storing_can_be_stored_again(folder: Path) -> None:
    file = pdf()
    with acting_as(CLAIRE), transaction.atomic():
        store(KeptUpload, [file], at=NOW, account_id=41, token="lost")
        transaction.set_rollback(True)
    (row,) = put(CLAIRE, file)
    assert len(objects(folder)) == 2
    with attachments().open(path_of(row.key)) as content:
        assert content.read() == files.PDF


def test_the_purge_takes_what_no_row_names_and_leaves_the_rest(folder: Path) -> None:
    ours, of_marc = put(CLAIRE, pdf())[0], put(MARC, pdf())[0]
    with transaction.atomic():
        put(CLAIRE, pdf(), pdf())
        transaction.set_rollback(True)
    fresh, orphan = sorted(objects(folder) - {ours.key, of_marc.key})
    for key in (ours.key, of_marc.key, orphan):
        age(folder, key, days=1.5)
    (folder / "ab").mkdir(exist_ok=True, mode=0o700)
    (folder / "ab" / "not-ours").write_text("x")
    os.utime(folder / "ab" / "not-ours", (0, 0))
    assert purge_objects(actor=SystemActor(), at=NOW) == 1
    assert objects(folder) == {ours.key, of_marc.key, fresh, "not-ours"}


def test_the_purge_looks_through_every_page_of_a_long_list(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("preau.core.files.purge._BATCH", 2)
    rows = put(CLAIRE, *(pdf() for _ in range(5)))
    for row in rows:
        age(folder, row.key, days=2)
    with acting_as(CLAIRE):
        KeptUpload.objects.filter(pk__in=[row.pk for row in rows[1:]]).delete()
    assert purge_objects(actor=SystemActor(), at=NOW) == 4
    assert objects(folder) == {rows[0].key}


def test_the_daily_task_forgets_and_deletes(folder: Path) -> None:
    (row,) = put(CLAIRE, pdf(), at=NOW - timedelta(days=2))
    age(folder, row.key, days=2)
    tasks.purge_files(0)
    assert objects(folder) == set()


def test_only_the_purge_may_ask_which_keys_are_named() -> None:
    assert "core_keptupload" in file_tables()
    with acting_as(CLAIRE), connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_function_privilege(role, 'preau_keys_core_keptupload(text[])', 'EXECUTE')"
            " FROM unnest(ARRAY['preau_app', 'preau_family', 'preau_office', 'preau_jobs']) role"
        )
        assert [may for (may,) in cursor.fetchall()] == [False, False, False, True]


def test_an_empty_folder_has_nothing_to_purge(tmp_path: Path) -> None:
    assert list(FolderStorage(location=str(tmp_path / "none")).names_before(NOW)) == []
