"""How a delivery can end other than well. The texts are for the operator and name nobody."""


class TemporaryFailure(Exception):
    """The server does not have the mail and may take it later."""


class BadServerAddress(TemporaryFailure):
    """SMTP_URL cannot be used until it is mended; one sentence says how."""


class PermanentRefusal(Exception):
    """The server said that it will never take this mail."""


class AnswerLost(Exception):
    """The whole mail was given, and no answer came: the server may have it or not."""


class ClaimLost(Exception):
    """Another worker took the mail over, or its reader may no longer have it: nothing was given."""
