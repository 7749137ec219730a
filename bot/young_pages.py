"""The young people's pages: only topics with a version written for them, each opening at it (R12, R50)."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.article_view import article_values
from bot.channels.web_found import found_at
from bot.channels.web_pages import Pages, name_of
from bot.compose import today
from bot.help_lists import by_subject, entries, young_topics
from bot.help_pages import HelpPages
from bot.services import Services


class YoungPages:
    """The same articles, in the young person's words."""

    def __init__(self, services: Services, pages: Pages, help_pages: HelpPages) -> None:
        self._services = services
        self._pages = pages
        self._help = help_pages

    async def home(self, request: Request) -> Response:
        """Every topic that has a young person's version."""
        locale, settings = self._pages.page_locale(request), self._services.settings
        subjects = by_subject(self._services, young_topics(self._services), locale)
        found = found_at(settings, "/young", locale, settings.profile.languages)
        heading = self._pages.say("page.young.title", locale)
        return self._help.show("young.html", request, locale, heading, subjects=subjects, **found)

    async def topic(self, topic: str, request: Request) -> Response:
        """One young person's version. Raises HTTPException 404 where there is none."""
        locale = self._pages.page_locale(request)
        edition = self._help.edition(topic, locale)
        if not edition.article.young_person_short:
            raise HTTPException(404)
        values = await article_values(self._services, edition, locale)
        tags = self._tags_of(topic)
        found = found_at(self._services.settings, f"/young/{topic}", edition.article.locale, tags)
        others = [one for one in edition.article.related if one in young_topics(self._services)]
        values |= {"own_languages": [(tag, name_of(tag)) for tag in tags]}
        values |= {"related": entries(self._services, others, locale)}
        return self._help.show("young_topic.html", request, locale, edition.article.title, **found, **values)

    def _tags_of(self, topic: str) -> list[str]:
        library = self._services.library
        young = library.served(today(self._services)) & library.young_versions()
        return [tag for tag in self._services.settings.profile.languages if (topic, tag) in young]
