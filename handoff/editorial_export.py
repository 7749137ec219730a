"""`alongside kb export`: the published articles as files again, and everyone's signatures as a table."""

import asyncio
import csv
import io
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import ArticleVersion, EditorialEvent, SignOff
from bot.services import Services
from handoff.editorial_overview import load_names
from knowledge_base.articles import ARTICLES

COLUMNS = (
    *("topic", "locale", "state", "sha256", "english_sha256", "role", "name", "signed_on", "taken_back_on"),
    "reason",
)


async def export_articles(services: Services, folder: Path | None = None) -> list[Path]:
    """Write what differs; return it. A file that the published text came from stays as it is, byte by byte."""
    root = folder or ARTICLES.parent
    async with services.db.read() as session:
        rows = await session.execute(
            select(ArticleVersion.locale, ArticleVersion.topic, ArticleVersion.text).where(
                ArticleVersion.state == "published"
            )
        )
        wanted = {root / "articles" / locale / f"{topic}.md": text for locale, topic, text in rows}
        wanted[root / "sign-offs.csv"] = await _sign_offs(session, services)
    return await asyncio.to_thread(_write, wanted)


def _write(wanted: dict[Path, str]) -> list[Path]:
    changed = [path for path, text in sorted(wanted.items()) if not path.exists() or path.read_bytes() != text.encode()]
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(wanted[path].encode())
    return changed


async def _sign_offs(session: AsyncSession, services: Services) -> str:
    names = await load_names(session)
    taken_back = {
        event.sign_off_id: event
        for event in await session.scalars(select(EditorialEvent).where(EditorialEvent.kind == "signature_withdrawn"))
    }
    rows = await session.execute(
        select(ArticleVersion, SignOff)
        .join(SignOff, SignOff.article_version_id == ArticleVersion.id)
        .order_by(ArticleVersion.topic, ArticleVersion.locale, SignOff.signed_at)
    )
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for version, signature in rows:
        table.writerow(_line(version, signature, taken_back.get(signature.id), names, services))
    return out.getvalue()


def _line(
    version: ArticleVersion,
    signature: SignOff,
    taken_back: EditorialEvent | None,
    names: dict[str, str],
    services: Services,
) -> tuple[Any, ...]:
    def day(at: datetime) -> str:
        return at.astimezone(services.settings.profile.zone).date().isoformat()

    return (
        version.topic,
        version.locale,
        version.state,
        signature.sha256,
        signature.english_sha256 or "",
        signature.role,
        names.get(signature.signed_by, ""),
        day(signature.signed_at),
        day(taken_back.at) if taken_back else "",
        (taken_back.reason or "") if taken_back else "",
    )
