"""A batch of report cards whose processes are killed: one file a parent, and the right one."""

import hashlib
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
from django.db import connection
from django.utils import timezone

from preau.boards.enums import SwitchKey
from preau.core.actors import BoardActor, FamilyActor
from preau.core.batches import operations as batches
from preau.core.batches.errors import BatchBusy
from preau.core.batches.run import run
from preau.core.documents import render
from preau.core.enums import BatchState
from preau.core.files.storage import attachments, path_of
from preau.core.models import Batch
from preau.core.scope import acting_as
from preau.results.batch import KIND
from preau.results.models import CardFile
from preau.results.operations.papers import paper_for
from preau.results.operations.reading import open_card
from tests.committed import owner_connection
from tests.factories import as_owner
from tests.papers.pdf import words_of
from tests.results.cards import publish
from tests.results.test_publishing import School

pytestmark = pytest.mark.usefixtures("committed")
RUN = (
    "import sys, django; django.setup()\n"
    "from preau.core.actors import BoardActor\n"
    "from preau.core.batches.run import run\n"
    "run(actor=BoardActor(int(sys.argv[1])), batch_id=int(sys.argv[2]))\n"
)
FAMILIES = 30


def made() -> int:
    with owner_connection() as owner:
        row = owner.execute("SELECT count(*) FROM results_cardfile").fetchone()
        return int(row[0]) if row else 0


def wait_for(enough: int) -> None:
    end = time.monotonic() + 60
    while made() < enough:
        assert time.monotonic() < end
        time.sleep(0.01)


def composers_of(process: "subprocess.Popen[bytes]") -> list[psutil.Process]:
    children = psutil.Process(process.pid).children()
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


def test_each_parent_has_one_file_with_the_right_bytes() -> None:
    school = School(FAMILIES)
    publication = publish(school.school, school.term)
    parameters = {"publication": publication.pk}
    batch_id = batches.ask(actor=school.actor, kind=KIND, parameters=parameters, at=timezone.now())
    connection.close()
    arguments = [sys.executable, "-c", RUN, str(school.board.pk), str(batch_id)]
    running = subprocess.Popen(arguments, env=dict(os.environ))
    wait_for(3)
    with pytest.raises(BatchBusy):
        run(actor=school.actor, batch_id=batch_id)
    composers = composers_of(running)
    assert len(composers) == 2
    composers[0].send_signal(signal.SIGKILL)
    wait_for(made() + 4)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    assert 7 <= made() < FAMILIES
    assert run(actor=school.actor, batch_id=batch_id)
    assert state_of(school.actor, batch_id) == (BatchState.DONE, FAMILIES, 0)
    with as_owner():
        files = list(CardFile.objects.values_list("account_id", "card_id", "key", "sha256"))
    pairs = zip(school.accounts, school.cards, strict=True)
    assert sorted(file[:2] for file in files) == sorted((a.pk, c.pk) for a, c in pairs)
    for account_id, card_id, key, digest in files:
        with attachments().open(path_of(key)) as stored:
            content = bytes(stored.read())
        assert hashlib.sha256(content).hexdigest() == digest
        assert content == made_alone(account_id, card_id)
    for card, name in ((school.cards[0], "Élève0"), (school.cards[-1], f"Élève{FAMILIES - 1}")):
        account = school.accounts[school.cards.index(card)]
        assert f"{name} " in words_of(made_alone(account.pk, card.pk))


def state_of(actor: BoardActor, batch_id: int) -> tuple[str, int, int]:
    with acting_as(actor):
        batch = Batch.objects.get(pk=batch_id)
        return batch.state, batch.done, batch.errors.count()


def made_alone(account_id: int, card_id: int) -> bytes:
    """The paper as it is made at its first opening, here and now."""
    actor = FamilyActor(account_id)
    with acting_as(actor):
        page = open_card(
            actor=actor,
            card_id=card_id,
            averages=SwitchKey.AVERAGES_ON_PAPER,
            at=timezone.now(),
            is_read=False,
        )
        return render(paper_for(page, language="fr"))
