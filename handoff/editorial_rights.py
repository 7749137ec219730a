"""Who may do what with articles. Every page and every verb asks here."""

from typing import Literal

from handoff.models import Caseworker
from knowledge_base.schema import ENGLISH

Deed = Literal["see", "edit", "put_aside", "call_minor", "withdraw", "work_list", "sign"]
Role = Literal["adviser", "lay_reader", "language_reader"]


def may(caseworker: Caseworker, deed: Deed, *, role: str = "", locale: str = ENGLISH) -> bool:
    """Whether this person may do this; for "sign" in this role, under a text in this language.

    Editors are managers, and caseworkers who are trained advisers. A lay reader signs as such and does nothing else.
    """
    if not caseworker.is_active:
        return False
    is_manager, is_administrator = caseworker.role == "manager", caseworker.role == "administrator"
    is_editor = is_manager or (caseworker.role == "caseworker" and caseworker.is_adviser)
    return {
        "see": True,
        "edit": is_editor,
        "put_aside": is_editor or is_administrator,
        "call_minor": is_manager,
        "withdraw": is_manager or is_administrator,
        "work_list": is_editor or is_administrator,
        "sign": role in roles_of(caseworker, locale),
    }[deed]


def roles_of(caseworker: Caseworker, locale: str) -> tuple[Role, ...]:
    """As what this person may sign a text in this language."""
    is_lay = caseworker.role == "lay_reader"
    if locale != ENGLISH:
        reads = locale in caseworker.reads_locales.split()
        return ("language_reader",) if reads and not is_lay else ()
    if is_lay:
        return ("lay_reader",)
    return ("adviser",) if caseworker.is_adviser and caseworker.role in {"manager", "caseworker"} else ()
