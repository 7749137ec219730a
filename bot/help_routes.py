"""Where the help site's pages are."""

from collections.abc import Callable
from typing import Any

from bot.channels.web_pages import Pages
from bot.help_pages import HelpPages
from bot.help_pdf import HelpPdf
from bot.quality_pages import QualityPages
from bot.services import Services
from bot.short_addresses import ShortAddresses
from bot.sitemap import Sitemap
from bot.young_pages import YoungPages

Route = tuple[str, str, Callable[..., Any]]


def help_routes(services: Services, pages: Pages) -> tuple[Route, ...]:
    """Method, path and endpoint of every page to read."""
    information = HelpPages(services, pages)
    young = YoungPages(services, pages, information)
    short, sitemap = ShortAddresses(pages), Sitemap(services)
    return (
        ("GET", "/help", information.home),
        ("GET", "/help/{topic}.pdf", HelpPdf(services, pages, information).topic),
        ("GET", "/help/{topic}", information.topic),
        ("GET", "/young", young.home),
        ("GET", "/young/{topic}", young.topic),
        ("GET", "/a/{code}", short.article),
        ("GET", "/y/{code}", short.young),
        ("GET", "/privacy", information.privacy),
        ("GET", "/hide", information.hide),
        ("GET", "/quality", QualityPages(pages).quality),
        ("GET", "/robots.txt", sitemap.robots),
        ("GET", "/sitemap.xml", sitemap.sitemap),
    )
