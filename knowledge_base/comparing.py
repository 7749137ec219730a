"""`alongside kb compare` and `kb learn`: what a language model doubts in every text that changed, kept in a file."""

from collections.abc import Iterator

from knowledge_base.articles import load_articles
from knowledge_base.compared import Compared, load_compared, save_compared
from knowledge_base.likeness import CENTRES, centres_of, compare, load_centres, load_embed, save_centres
from knowledge_base.partiality import learn, load_model, save_model, suspects
from knowledge_base.schema import ENGLISH


def compare_all(*, again: bool = False) -> Iterator[Compared]:
    """Read what has not been read as it stands, or everything `again` with new centres; yield each when done.

    An English article is looked through for partial sentences, a translation is compared with its English. Safe to
    stop and start: each text is kept at once. The whole takes about ten minutes on two cores.
    """
    articles, embed = load_articles(), load_embed()
    kept_centres = {} if again or not CENTRES.exists() else load_centres()
    new = {key: article for key, article in articles.items() if key[1] not in kept_centres}
    if new:
        save_centres({**kept_centres, **centres_of(new, embed)})
    centres, model, known = load_centres(), load_model(), {} if again else load_compared()
    kept = {key: row for key, row in known.items() if key in articles}
    for (topic, locale), article in articles.items():
        english = articles[topic, ENGLISH]
        row = kept.get((topic, locale))
        if row and row.texts == (english.sha256, article.sha256):
            continue
        if locale == ENGLISH:
            doubts = suspects(article, model, embed)
            row = Compared(topic, locale, english.sha256, article.sha256, doubts)
        else:
            row = compare(article, english, embed, centres)
        kept[topic, locale] = row
        save_compared(kept)
        yield row


def learn_again() -> None:
    """Learn partiality from the examples and today's English articles. Takes about two minutes."""
    save_model(learn(load_articles().values(), load_embed()))
