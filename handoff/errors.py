"""What the console refuses. The words are for staff; they hold no words, names or numbers of a family."""

from bot.errors import AlongsideError


class Refused(AlongsideError):
    """This cannot be done now; `reason` says why, in a sentence a caseworker can act on."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SignInRefused(Refused):
    """Nobody is signed in with this; which of the two was wrong is not said."""
