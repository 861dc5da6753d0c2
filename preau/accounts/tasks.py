"""What the worker forgets of the accounts."""

from datetime import timedelta

from preau.accounts import operations
from preau.core import clock, jobs
from preau.core.actors import SystemActor

# A link reopens its page for a day; past two, its proof serves nobody.
PROOF_LIFE = timedelta(days=2)


@jobs.task("accounts.forget_proofs", every="57 7 * * *")
def forget_proofs(timestamp: int) -> None:
    operations.forget_proofs(actor=SystemActor(), before=clock.now() - PROOF_LIFE)
