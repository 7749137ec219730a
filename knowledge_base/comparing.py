"""`alongside kb compare`: compare every translation that changed with its English, and keep what was found."""

from collections.abc import Iterator, Mapping

from knowledge_base.articles import load_articles
from knowledge_base.compared import Compared, load_compared, save_compared
from knowledge_base.likeness import CENTRES, centres_of, compare, load_centres, load_embed, save_centres
from knowledge_base.schema import ENGLISH


def compare_all(*, again: bool = False) -> Iterator[Compared]:
    """Compare what has not been compared as it stands, or everything `again` with new centres; yield each when done.

    Safe to stop and start: each comparison is kept at once. The whole takes about ten minutes on two cores.
    """
    articles, embed = load_articles(), load_embed()
    if again or not CENTRES.exists() or _new_locales(articles):
        save_centres(centres_of(articles, embed))
        again = True
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


def _new_locales(articles: Mapping[tuple[str, str], object]) -> bool:
    return not {locale for _, locale in articles} <= load_centres().keys()
