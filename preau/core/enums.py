"""Acts that the journal knows."""

from django.db import models


class Act(models.TextChoices):
    """What was done or seen. The value is stable: it is what an audit searches for."""

    ACCOUNT_CREATED = "account.created"
    PASSWORD_CHANGED = "account.password_changed"
    ADDRESS_ADDED = "account.address_added"
    ADDRESS_REMOVED = "account.address_removed"
    SIGNED_IN = "account.signed_in"
    SIGNED_OUT = "account.signed_out"
    SIGN_IN_REFUSED = "account.sign_in_refused"
    SIGN_IN_PAUSED = "account.sign_in_paused"
    CHILD_CONFIRMED = "child.confirmed"
    CHILD_REFUSED = "child.refused"
    CHILD_ALERT = "child.alert"
    CHILD_DISOWNED = "child.disowned"
    CHILD_MISSING = "child.missing_reported"
    HOME_SEEN = "home.seen"
    FILE_SEEN = "file.seen"
    CODE_SEEN = "file.code_permanent_seen"
    ACCESS_REFUSED = "access.refused"
    ROSTER_IMPORTED = "roster.imported"
