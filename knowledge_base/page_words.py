"""The words of pages to read: which of the service's facts they may name, and where their links may lead."""

import re
from collections.abc import Iterator

from knowledge_base.front_matter import check_address
from knowledge_base.marks import LINK
from knowledge_base.problems import Problems
from knowledge_base.schema import PLACEHOLDERS

EMERGENCY_LINES = (
    "emergency",
    "emergency_text",
    "nhs_urgent",
    "childline",
    "samaritans",
    "shout",
    "domestic_abuse",
    "local_childrens_services",
)
SENTENCES = ("independence", "controller", "lawful_basis", "data_protection_contact", "complaint_route")
"""What only the service can say of itself: a sentence per language in its profile."""
PAGE_FACTS = (
    *PLACEHOLDERS,
    *SENTENCES,
    *("address", "phone_link", "unagreed_hours", "enquiry_kept", "risk_alert_kept", "complaint_kept", "reply_within"),
    *(f"n_{name}" for name in EMERGENCY_LINES),
)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_OWN_PAGE = re.compile(r"/[a-z0-9/#?=_-]*")
_FACT_LINK = re.compile(r"(?:mailto:|tel:)?\{[a-z_0-9]+\}")


def check_words(text: str, line: int, problems: Problems) -> None:
    """Note unknown placeholders, and links that cannot be opened."""
    for fault in _faults(text):
        problems.add(line, fault)


def _faults(text: str) -> Iterator[str]:
    for name in _PLACEHOLDER.findall(text):
        if name not in PAGE_FACTS:
            yield f"{{{name}}} is no placeholder. There are {{{'}, {'.join(PAGE_FACTS)}}}."
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        yield "A curly bracket stands here without its partner."
    for link in LINK.finditer(text):
        is_ours = _OWN_PAGE.fullmatch(link[2]) or _FACT_LINK.fullmatch(link[2])
        fault = None if is_ours else check_address(link[2])
        if fault:
            yield fault
