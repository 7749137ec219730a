"""Everything to read beside the articles, loaded together: documents, words, signposts, Easy Read, worksheets."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from knowledge_base.documents import Document, load_documents
from knowledge_base.easy_read import EasyRead, load_easy_read
from knowledge_base.glossary import Glossary, load_glossary
from knowledge_base.page_file import Page, Shelf
from knowledge_base.pictures import load_pictures
from knowledge_base.problems import BadArticles, Problem
from knowledge_base.signposts import Signposts, load_signposts
from knowledge_base.who_is_who import WhoIsWho, load_who_is_who
from knowledge_base.worksheets import Worksheet, load_worksheets


@dataclass(frozen=True)
class PageContent:
    """One shelf a sort, and the pictures by name."""

    documents: Shelf[Document]
    glossary: Shelf[Glossary]
    signposts: Shelf[Signposts]
    who_is_who: Shelf[WhoIsWho]
    easy_read: Shelf[EasyRead]
    worksheets: Shelf[Worksheet]
    pictures: Mapping[str, bytes]

    def shelves(self) -> tuple[Shelf[Any], ...]:
        """Every shelf, whatever is on it."""
        return (self.documents, self.glossary, self.signposts, self.who_is_who, self.easy_read, self.worksheets)

    def pages(self) -> Iterator[Page]:
        """Every page in every language."""
        for shelf in self.shelves():
            yield from shelf


_LOADERS: Mapping[str, Callable[[], Any]] = {
    "documents": load_documents,
    "glossary": load_glossary,
    "signposts": load_signposts,
    "who_is_who": load_who_is_who,
    "easy_read": load_easy_read,
    "worksheets": load_worksheets,
    "pictures": load_pictures,
}


@cache
def load_page_content() -> PageContent:
    """Load all of it.

    Raises:
        BadArticles: with everything that is wrong in any file.
    """
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, load in _LOADERS.items():
        try:
            found[name] = load()
        except BadArticles as error:
            problems.extend(error.problems)
    if problems:
        raise BadArticles(problems)
    return PageContent(**found)
