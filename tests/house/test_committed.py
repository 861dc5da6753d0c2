"""What a committed test writes, the next one does not find."""

import pytest

from preau.people.models import Course, Group
from tests.committed import committed, empty, owner_connection
from tests.factories import as_owner
from tests.results.test_telling import Town

__all__ = ["committed"]


@pytest.mark.usefixtures("committed")
def test_rows_that_no_foreign_key_ties_go_too() -> None:
    Town()
    with as_owner():
        assert Group.objects.exists()
        assert Course.objects.exists()
    with owner_connection() as owner:
        empty(owner)
    with as_owner():
        assert not Group.objects.exists()
        assert not Course.objects.exists()
