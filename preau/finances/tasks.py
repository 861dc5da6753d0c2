"""What the worker does for money: the batch of statements."""

from django.utils.translation import gettext as _

from preau.core.batches.plans import declare
from preau.finances.operations.batch import KIND, plans

declare(KIND, title=lambda: _("États de compte"), plans=plans)
