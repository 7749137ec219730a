"""What Twilio's error codes mean for us: try again, never again, or they said STOP. One table, to be read by a person.

Each code's page is https://www.twilio.com/docs/api/errors/<code>; what it says is in the last column, in our words.
Those in `NOT_READ` were written down without their page before us: compare them with it, then take them out.
A code that is not here is tried again until the outbox gives up into its visible list.
"""

from dataclasses import dataclass
from typing import Literal

from bot.errors import ContactStopped, DeliveryFailure, PermanentFailure, TemporaryFailure

Verdict = Literal["later", "never", "stopped"]


@dataclass(frozen=True)
class Meaning:
    """What to do about a code, and why."""

    verdict: Verdict
    says: str
    is_ours_to_mend: bool = False  # by somebody at the service, in Twilio's console or in `.env`


CODES: dict[int, Meaning] = {
    # they said STOP to Twilio
    21610: Meaning("stopped", "the recipient has replied STOP and has to reply START first"),
    # this number takes no text messages, now or later
    21211: Meaning("never", "the number is not valid"),
    21265: Meaning("never", "the number is a short code, which takes no messages"),
    21266: Meaning("never", "the number is our own"),
    21614: Meaning("never", "the number is not a mobile number"),
    21635: Meaning("never", "the number is a landline, where Twilio does not try those"),
    30005: Meaning("never", "the number is unknown or no longer in service"),
    30006: Meaning("never", "a landline, or a carrier that cannot be reached; not to be tried again"),
    # this message is not taken as it is
    21602: Meaning("never", "there is no text in it"),
    21617: Meaning("never", "the text is longer than 1,600 characters"),
    21619: Meaning("never", "there is no text in it, by way of a Messaging Service"),
    21658: Meaning("never", "a value is longer than its limit; of a text 1,600 characters"),
    30004: Meaning("never", "blocked by the recipient or their carrier"),
    30007: Meaning("never", "filtered as unwanted by Twilio or the carrier"),
    # passing
    20429: Meaning("later", "too many requests at once; never processed, safe to try again"),
    20500: Meaning("later", "a fault at Twilio"),
    20503: Meaning("later", "Twilio is away"),
    21611: Meaning("later", "ten hours of messages wait for this sender"),
    30001: Meaning("later", "the queue of the sender overflowed"),
    30003: Meaning("later", "the phone is switched off or out of reach"),
    30008: Meaning("later", "the carrier gave no reason"),
    30017: Meaning("later", "the carrier's network is congested"),
    # ours to mend; tried again meanwhile, since the mending may be quick
    20003: Meaning("later", "the account or its token is wrong, or has no funds", is_ours_to_mend=True),
    21408: Meaning("later", "the country is not enabled in Geo Permissions", is_ours_to_mend=True),
    21606: Meaning("later", "the sender is not a number of this account that can send", is_ours_to_mend=True),
    21608: Meaning("later", "a trial account sends to verified numbers only", is_ours_to_mend=True),
    21612: Meaning("later", "this sender cannot reach this number", is_ours_to_mend=True),
    21659: Meaning("later", "the sender is no Twilio number or short code of that country", is_ours_to_mend=True),
    21660: Meaning("later", "the sender does not belong to this account", is_ours_to_mend=True),
    21661: Meaning("later", "the sender cannot send text messages", is_ours_to_mend=True),
    21703: Meaning("later", "the Messaging Service has no numbers", is_ours_to_mend=True),
    30002: Meaning("later", "the account was suspended", is_ours_to_mend=True),
}


NOT_READ = frozenset({
    20003, 20500, 20503, 21265, 21266, 21602, 21608, 21612, 21614, 21659, 21660, 21703, 30004, 30005, 30008, 30017,
})  # fmt: skip


def failure(code: int) -> DeliveryFailure:
    """The failure that a code stands for. Its text holds the code only: Twilio's own can quote the number."""
    meaning = CODES.get(code)
    verdict = meaning.verdict if meaning else "later"
    kinds: dict[Verdict, type[DeliveryFailure]] = {
        "later": TemporaryFailure,
        "never": PermanentFailure,
        "stopped": ContactStopped,
    }
    return kinds[verdict](f"Twilio {code}")
