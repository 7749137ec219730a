"""What the language model doubts in a text that is being written: partial sentences, lost or changed meaning.

The model is loaded when an editor first needs it, and remembers the sentences it has seen, so that only what was
changed is read again.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from knowledge_base.compared import Compared
from knowledge_base.schema import ENGLISH, Article

if TYPE_CHECKING:
    from knowledge_base.likeness import Embed, Vectors
    from knowledge_base.partiality import Model


@dataclass(frozen=True)
class Reader:
    """The model and what it was taught."""

    embed: "Embed"
    model: "Model"
    centres: "dict[str, Vectors]"


def read_wording(article: Article, english: Article | None) -> Compared | None:
    """What is doubtful in an article; None where there is nothing to compare it with. Takes a second at first."""
    from knowledge_base.likeness import compare
    from knowledge_base.partiality import suspects

    reader = _reader()
    if article.locale == ENGLISH:
        doubts = suspects(article, reader.model, reader.embed)
        return Compared(article.topic, article.locale, article.sha256, article.sha256, doubts)
    if english is None or article.locale not in reader.centres:
        return None
    return compare(article, english, reader.embed, reader.centres)


@cache
def _reader() -> Reader:
    from knowledge_base.likeness import load_centres, load_embed
    from knowledge_base.partiality import load_model

    return Reader(load_embed(), load_model(), load_centres())
