"""Refusals of the `preau` commands, and their exit codes: docs/operations/deploy.md lists them."""

REFUSED, MISUSED, NOT_READY = 1, 2, 3


class Refused(Exception):
    """A command cannot do what was asked; the message is one sentence, to print as it is."""

    exit_code = REFUSED


class CannotMigrate(Refused):
    """The database refused the change of its tables."""


class DemoFailed(Refused):
    """The demonstration cannot start, or cannot go on."""


class PortTaken(Refused):
    """Somebody else listens on the port."""

    exit_code = MISUSED


class FolderBusy(Refused):
    """Another demonstration uses the same data."""

    exit_code = MISUSED
