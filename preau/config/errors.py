class Refused(Exception):
    """A command cannot do what was asked; the message is one sentence, to print as it is."""

    exit_code = 1


class CannotMigrate(Refused):
    """The database refused the change of its tables."""


class DemoFailed(Refused):
    """The demonstration cannot start, or cannot go on."""


class PortTaken(Refused):
    """Somebody else listens on the port."""

    exit_code = 2


class FolderBusy(Refused):
    """Another demonstration uses the same data."""

    exit_code = 2
