"""What the codes of a record mean, for staff. A code that is not here is shown as it is."""

from collections.abc import Mapping

from babel import Locale

NOT_ASKED = "Not asked"
_ENGLISH = Locale("en")

_ANY = {"declined": "Asked and declined", "not_known": "Not known"}

CODES: Mapping[str, Mapping[str, str]] = {
    "speaker": {
        "parent": "Parent",
        "carer": "Carer: foster, kinship or guardian",
        "young_person": "Young person, 16 or over",
        "child": "Child under 16",
        "helper": "Somebody helping",
        "professional": "Professional",
    },
    "school_year": {
        "early_years": "Early years",
        "reception": "Reception",
        **{f"year_{number}": f"Year {number}" for number in range(1, 14)},
        "primary": "Primary",
        "secondary": "Secondary",
        "age_16_18": "16 to 18",
        "age_19_25": "19 to 25",
    },
    "young_person_agreement": {
        "agrees_direct": "Said to agree, and that we deal with them; not yet heard from the young person",
        "agrees_parent": "Said to agree that we deal with the parent; not yet heard from the young person",
        "agrees_both": "Said to agree that we deal with both; not yet heard from the young person",
        "does_not_know": "The young person does not know",
        "cannot_say": "Said that the young person cannot tell us themselves",
    },
    "sen_stage": {
        "none": "No support yet",
        "sen_support": "SEN Support",
        "assessment": "Being assessed",
        "draft_plan": "Draft plan",
        "plan": "Final plan",
        "not_sure": "Not sure",
    },
    "letter_kind": {"not_sure": "Not sure"},
    "phone_seen": {"no": "No", "yes": "Yes", "not_sure": "Not sure"},
    "contact_how": {
        "chat": "Here in the chat",
        "call_morning": "Call, in the morning",
        "call_afternoon": "Call, in the afternoon",
        "text": "Text message",
        "email": "E-mail",
    },
    "support": {
        "none": "None",
        "interpreter": "An interpreter",
        "bsl": "British Sign Language",
        "easy_read": "Easy Read",
        "large_print": "Large print",
        "call_dont_read": "Call, does not read",
        "more_time": "More time",
    },
    "route": {
        "school": "School",
        "council": "Council",
        "health": "Health",
        "friend_family": "Friend or family",
        "online": "Online",
        "other": "Other",
    },
    "party": {
        "school": "School",
        "senco": "SENCO",
        "council": "Council",
        "educational_psychologist": "Educational psychologist",
        "health": "Health",
        "social_care": "Social care",
        "other_parent": "The other parent",
        "family_member": "Another family member",
        "parents": "Parents",
        "other": "Somebody else",
    },
    "permission": {"allowed": "May speak to", "refused": "Do not speak to", "withdrawn": "Withdrawn: do not speak to"},
    "consent": {
        "record": "Keeping a record",
        "young_person": "The young person's agreement",
        "family_agreement": "The family's agreement to a referral",
    },
    "decision": {
        "granted": "Agreed",
        "refused": "Refused",
        "withdrawn": "Withdrawn",
        "reported": "Reported by somebody else; does not count until they say so themselves",
    },
    "channel": {"web": "Web chat", "sms": "Text message", "whatsapp": "WhatsApp", "telegram": "Telegram"},
    "interpretation": {
        "understood": "Understood",
        "needs_interpreter": "Needs interpreter",
        "interpreted": "Interpreted",
    },
    "status": {"open": "Open", "inactive": "Inactive", "closed": "Closed"},
    "outcome": {
        "information_given": "Information given",
        "advice_given": "Advice given",
        "support_given": "Support given, such as with letters or meetings",
        "casework_done": "Casework done",
        "signposted": "Signposted to another service",
        "no_longer_needed": "No longer needed",
        "no_reply": "The family did not reply",
        "outside_remit": "Outside what the service does",
    },
    "priority_reason": {
        "risk_of_harm": "Risk of harm",
        "permanent_exclusion": "Permanent exclusion",
        "out_of_education": "Out of education",
        "deadline_near": "Deadline near or missed",
        "court_or_tribunal": "Court or tribunal",
        "young_person_alone": "Young person alone",
        "needs_interpreter": "Needs interpreter",
    },
    "level_reason": {"asked_for_a_person": "Asked for a person about their own case"},
    "timeline": {
        "opened": "Enquiry opened",
        "taken": "Taken; the assistant is quiet",
        "returned": "Given back",
        "replied": "Replied",
        "level_confirmed": "Level confirmed",
        "interpreted": "Words interpreted",
        "note": "Note",
        "closed": "Closed",
        "breached": "The promised day passed without an answer",
        "stop_received": "STOP received: nothing more may be sent",
        "sharing_stopped": "Stopped sharing: every permission is withdrawn",
        "deletion_asked": "Asked for deletion",
        "alert_acknowledged": "Risk alert acknowledged",
    },
    "voice": {"family": "Family", "assistant": "Assistant"},
    "delivery": {
        "queued": "Waiting to be sent",
        "sending": "Being sent",
        "failed": "Not delivered",
    },
    "section": {
        "short": "short answer",
        "young_person_short": "short answer for young people",
        "young_person": "young people's text",
        "options": "options",
        "nothing": "if they do nothing",
    },
}

DONE: Mapping[str, str] = {
    "taken": "You have taken this enquiry. The family has been told, and the assistant is quiet.",
    "returned": "Given back. The assistant answers again.",
    "replied": "Your reply is on its way.",
    "level": "The level is confirmed.",
    "interpreted": "Marked as interpreted.",
    "noted": "The note is added.",
    "closed": "The enquiry is closed.",
    "acknowledged": "The alert is acknowledged.",
    "signed_out": "You are signed out.",
    "submitted": "Submitted. It is published when everyone has signed who has to.",
    "discarded": "Your draft is thrown away.",
    "text_signed": "You have signed this text.",
    "published": "Signed by everyone, and published. Families read it from now on.",
    "taken_back": "The signature is taken back.",
    "minor": "The edit is called minor: translations go on, with a mark.",
    "put_aside": "Put aside. It is still in the history.",
    "withdrawn": "Withdrawn. Families are told that it is being checked.",
    "worked": "Marked as done.",
    "limit_signed": "You have signed this rule.",
}


def in_words(field: str, code: str | None) -> str:
    """A code as staff read it: its meaning, itself if unknown, "Not asked" for None."""
    if code is None:
        return NOT_ASKED
    return CODES.get(field, {}).get(code) or _ANY.get(code, code)


def consent_in_words(about: str) -> str:
    """What a consent event is about, such as "permission:school"."""
    name, _, party = about.partition(":")
    return f"Speaking to: {in_words('party', party)}" if name == "permission" else in_words("consent", about)


def language_in_words(tag: str) -> str:
    """A language's English name, such as "Urdu (Latin)" for ur-Latn; the tag itself if there is none."""
    language, _, rest = tag.partition("-")
    name = str(_ENGLISH.languages.get(language, tag))
    script = _ENGLISH.scripts.get(rest)
    return f"{name} ({script})" if script and name != tag else name
