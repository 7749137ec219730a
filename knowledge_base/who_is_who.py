"""The people and teams a family may meet: what each does, and what each does not decide. `who_is_who/<locale>.yml`."""

from dataclasses import dataclass
from pathlib import Path

from knowledge_base.front_matter import check_ids, read_id
from knowledge_base.imprint import Imprint, read_imprint
from knowledge_base.page_file import Shelf, check_place, load_single, open_yaml
from knowledge_base.page_words import check_words
from knowledge_base.yaml_table import Table

WHO_IS_WHO = Path(__file__).with_name("who_is_who")


@dataclass(frozen=True)
class Role:
    """One person or team. `limit` is what they do not do, where families often expect it."""

    id: str
    name: str
    does: str
    limit: str | None


@dataclass(frozen=True)
class Group:
    """Roles in one place, such as the school."""

    id: str
    name: str
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class WhoIsWho:
    """Every group; `lead` stands above them."""

    imprint: Imprint
    lead: str
    groups: tuple[Group, ...]


def load_who_is_who(root: Path = WHO_IS_WHO) -> Shelf[WhoIsWho]:
    """Load the page in every language.

    Raises:
        BadArticles: with everything that is wrong in any file.
    """
    return load_single(root, read_who_is_who)


def read_who_is_who(text: str, path: Path, english: WhoIsWho | None = None) -> WhoIsWho:
    """Read the page from its text. A translation has the same groups and roles.

    Raises:
        BadArticles: with everything that is wrong.
    """
    file = open_yaml(text, path)
    check_place(file.table, path.parent.name, path.stem)
    imprint = read_imprint(file.table, file.sha256, english.imprint if english else None, ("lead", "groups"))
    rows = file.table.tables("groups")
    check_ids(rows)
    found = WhoIsWho(imprint, file.table.text("lead"), tuple(_group(row) for row in rows))
    check_words(found.lead, file.table.lines.get("lead", 1), file.problems)
    if english and _ids(found) != _ids(english):
        file.table.note("groups", "The groups and roles have to have the ids of the English, in the same order.")
    file.refuse()
    return found


def _group(row: Table) -> Group:
    row.only(("id", "name", "roles"))
    roles = row.tables("roles")
    check_ids(roles)
    return Group(read_id(row), row.text("name"), tuple(_role(role) for role in roles))


def _role(row: Table) -> Role:
    row.only(("id", "name", "does", "limit"))
    role = Role(read_id(row), row.text("name"), row.text("does"), row.optional_text("limit"))
    for key, text in (("name", role.name), ("does", role.does), ("limit", role.limit or "")):
        check_words(text, row.lines.get(key, row.line), row.problems)
    return role


def _ids(page: WhoIsWho) -> list[tuple[str, list[str]]]:
    return [(group.id, [role.id for role in group.roles]) for group in page.groups]
