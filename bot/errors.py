"""What can go wrong, as one tree.

Alongside
├── BadSettings          the profile or the environment cannot be used; every problem is listed
├── BadInput             what was sent cannot be read; its key names the text that says so
├── DeliveryFailure
│   ├── TemporaryFailure try again
│   └── PermanentFailure never try this recipient again
│       └── ContactStopped they said STOP to the carrier
├── PdfUnavailable       no PDF can be made here and now
└── NotFound             no such record, or none this person may see
"""


class AlongsideError(Exception):
    """Any failure of ours. Its text holds ids only, never words, names or numbers."""


class BadSettings(AlongsideError):
    """The profile or the environment cannot be used."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class BadInput(AlongsideError):
    """What was sent cannot be read; `key` names the fixed text that says so kindly."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class DeliveryFailure(AlongsideError):
    """A message could not be handed over."""


class TemporaryFailure(DeliveryFailure):
    """Time-out, rate limit or server error: the outbox tries again."""


class PermanentFailure(DeliveryFailure):
    """Never try this recipient again."""


class ContactStopped(PermanentFailure):
    """They said STOP to the carrier, which takes nothing more for them."""


class PdfUnavailable(AlongsideError):
    """No PDF can be made here and now."""


class NotFound(AlongsideError):
    """No such record, or none that this person may see."""
