"""`alongside kb compare`: compare every translation that changed with its English, and keep what was found."""

from collections.abc import Iterator

from knowledge_base.articles import load_articles
from knowledge_base.compared import Compared, load_compared, save_compared
from knowledge_base.likeness import CENTRES, centres_of, compare, load_centres, load_embed, save_centres
from knowledge_base.schema import ENGLISH


def compare_all(*, again: bool = False) -> Iterator[Compared]:
    """Compare what has not been compared as it stands, or everything `again` with new centres; yield each when done.

    Safe to stop and start: each comparison is kept at once. The whole takes about ten minutes on two cores.
    """
    articles, embed = load_articles(), load_embed()
    kept_centres = {} if again or not CENTRES.exists() else load_centres()
    new = {key: article for key, article in articles.items() if key[1] not in kept_centres}
    if new:
        save_centres({**kept_centres, **centres_of(new, embed)})
    centres, known = load_centres(), {} if again else load_compared()
    kept = {key: row for key, row in known.items() if key in articles}
    for (topic, locale), article in articles.items():
        english = articles[topic, ENGLISH]
        row = kept.get((topic, locale))
        if locale == ENGLISH or (row and row.texts == (english.sha256, article.sha256)):
            continue
        kept[topic, locale] = compare(article, english, embed, centres)
        save_compared(kept)
        yield kept[topic, locale]
