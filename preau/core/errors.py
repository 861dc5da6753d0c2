"""Refusals common to every domain."""


class NotVisible(Exception):
    """The actor may not see that object, or it does not exist: the same answer for both."""


class Refused(Exception):
    """A refusal that a form can show. `fields` ties it to fields; empty means the whole form."""

    def __init__(self, message: str, *, fields: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields
