"""What can go wrong in understanding.

IntentsError
├── NluUnavailable      the engine did not answer this time
├── EngineFailed        it cannot be trained or started at all
└── BadIntents          intents.yml, a data file or thresholds.yml is wrong
"""


class IntentsError(Exception):
    """Anything of this package. No message of these errors holds what a person wrote."""


class NluUnavailable(IntentsError):
    """The engine is away, too slow, or answered something other than a parse with a risk score."""


class EngineFailed(IntentsError):
    """The engine's environment is missing, or training or starting failed."""


class BadIntents(IntentsError):
    """A file of this folder cannot be read as its README describes."""
