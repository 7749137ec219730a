"""Exact words that act at any point, in every language: STOP, START, HELP, and the commands.

Only the whole message counts: "help me" and "stop him" are not keywords (R43).
"""

from bot.language import folded

# STOP, START and HELP as carriers take them (Twilio's default words), and the same in the languages we offer.
_KEYWORDS = {
    "stop": "stop stopall unsubscribe cancel end quit optout revoke|رکیں|روکیں|بند کریں|اسٹاپ|stopp|wypisz",
    "start": "start unstop|شروع کریں|اسٹارٹ|wznów",
    "help": "help info|مدد|ہیلپ|pomoc",
}
_COMMANDS = {
    "person": "person|a person|talk to a person|speak to a person|human|adviser|advisor|شخص|کسی سے بات|کسی شخص سے بات"
    "|کسی سے بات کرنی ہے|insaan se baat|kisi se baat|człowiek|czlowiek|osoba|rozmowa z człowiekiem"
    "|chcę rozmawiać z człowiekiem",
    "dates": "my dates|work out my dates|dates|deadline|deadlines|time limits|میری تاریخیں|آخری تاریخ|aakhri tareekh"
    "|ਮੇਰੀਆਂ ਤਾਰੀਖ਼ਾਂ|আমার তারিখ|تواريخي|تاریخ های من|زما نېټې|moje terminy|terminy|termenele mele|taariikhahayga",
    "language": "language|languages|change language|زبان|zaban|język|jezyk|zmień język",
    "start": "start again|restart|دوبارہ شروع|dobara shuru|od nowa|zacznij od nowa",
    "held": "what do you hold|what do you hold about me|آپ کے پاس کیا ہے|co o mnie macie",
    "delete": "delete|delete my data|میرا ڈیٹا مٹائیں|مٹائیں|usuń|usuń moje dane",
    "complain": "complain|complaint about you|complain about this service|شکایت|skarga|skarga na was",
    "send_now": "send it now|ابھی بھیجیں|wyślij teraz",
}


def _table(source: dict[str, str], *, split_spaces: bool = False) -> dict[str, str]:
    words = {}
    for meaning, line in source.items():
        for phrase in line.split("|"):
            for word in phrase.split() if split_spaces and phrase.isascii() else [phrase]:
                words[folded(word)] = meaning
    return words


KEYWORDS = _table(_KEYWORDS, split_spaces=True)
COMMANDS = _table(_COMMANDS)


def find_keyword(text: str) -> str | None:
    """stop, start or help, if the whole text is one of their words."""
    return KEYWORDS.get(folded(text))


def find_command(text: str) -> str | None:
    """The command that the whole text names."""
    return COMMANDS.get(folded(text))
