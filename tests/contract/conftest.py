"""The providers that channels are tried against."""

from tests.bot.channels.twilio_server import twilio  # noqa: F401  # a fixture
