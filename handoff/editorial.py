"""What is done with articles: submit, sign, take a signature back, call an edit minor, put aside, withdraw.

A submitted text waits as a proposal beside the published one. With the last signature it is published, and the old
one kept. Each verb is one transaction, with a step in the article's history and in the audit log.
"""

import asyncio
from uuid import UUID

from sqlalchemy import delete, select

from bot.errors import NotFound
from bot.library_loading import translates_of
from bot.models import ArticleVersion, EditorialEvent, SignOff
from bot.services import Services
from bot.signatures import is_complete, live_signatures, roles_for
from handoff.editorial_desk import Desk, at_desk
from handoff.editorial_models import ArticleDraft
from handoff.editorial_text import LONGEST, BadText, check, has_head, read_stored, tidy, with_field
from handoff.errors import Refused
from handoff.models import Caseworker
from knowledge_base.schema import ENGLISH

LONGEST_REASON = 500
OUTDATED = "Another text has been published since this one was written. Edit it and submit it again."


class Overtaken(Refused):
    """Somebody else submitted or published a text since this editor began; theirs is `head_id`."""

    def __init__(self, head_id: UUID | None) -> None:
        super().__init__(
            "Somebody else changed this article after you began. Nothing of yours is lost, and nothing of theirs: "
            "look at what they changed, bring both together, then submit again."
        )
        self.head_id = head_id


async def submit(
    services: Services,
    caseworker: Caseworker,
    topic: str,
    locale: str,
    text: str,
    based_on: UUID | None,
    *,
    is_compared: bool = False,
) -> UUID:
    """Propose a text. `is_compared`: a translation was compared with today's English, which is written into it.

    Raises:
        Overtaken: another text came in between. BadText: it has faults. Refused: it says nothing new.
    """
    async with at_desk(services, caseworker, "edit", topic, locale) as desk:
        head, published, english = await desk.head(), await desk.published(), await desk.english()
        if (head.id if head else None) != based_on:
            raise Overtaken(head.id if head else None)
        text = _with_own_fields(desk, text, english, is_compared)
        version = await _proposal(desk, text, published, english)
        for earlier in await desk.versions("proposed"):
            if earlier.origin == "console" and earlier.id != version.id:
                earlier.state = "replaced"
                await desk.write_down(earlier, "put_aside")
        await desk.session.execute(
            delete(ArticleDraft)
            .where(ArticleDraft.topic == topic, ArticleDraft.locale == locale)
            .where(ArticleDraft.caseworker_id == caseworker.id)
        )
        await desk.write_down(version, "submitted", against=version.based_on)
        await _publish_if_signed(desk, version)
        return version.id


def _with_own_fields(desk: Desk, text: str, english: ArticleVersion | None, is_compared: bool) -> str:
    """The fields that nobody should have to type: the day of an English edit, the hash a translation is made from."""
    text = tidy(text)
    if len(text) > LONGEST:
        raise Refused(f"The text is too long: it may have {LONGEST} characters.")
    if not has_head(text):
        return text
    if desk.locale == ENGLISH:
        return with_field(text, "amended", desk.today.isoformat())
    return with_field(text, "translates", english.sha256) if english and is_compared else text


async def _proposal(
    desk: Desk, text: str, published: ArticleVersion | None, english: ArticleVersion | None
) -> ArticleVersion:
    """The version of a text, new or known from before."""
    first = read_stored(desk.topic, ENGLISH, english.text, None) if english else None
    checked = await asyncio.to_thread(
        check, text, desk.topic, desk.locale, first, desk.services.library, desk.today, reads_wording=True
    )
    if checked.article is None or checked.faults:
        raise BadText(checked.faults)
    if desk.locale != ENGLISH and (first is None or checked.article.translates != first.sha256):
        raise Refused("Compare the translation with today's English text, then tick that you have done so.")
    known = await desk.session.scalar(
        select(ArticleVersion).where(
            ArticleVersion.topic == desk.topic,
            ArticleVersion.locale == desk.locale,
            ArticleVersion.sha256 == checked.article.sha256,
        )
    )
    if known and known.state in {"published", "proposed"}:
        raise Refused(f"This text is {known.state} already: nothing in it has changed.")
    version = known or ArticleVersion(
        topic=desk.topic, locale=desk.locale, sha256=checked.article.sha256, created_at=desk.now
    )
    version.text, version.review_by, version.state, version.origin = (
        text,
        checked.article.review_by,
        "proposed",
        "console",
    )
    version.based_on = published.sha256 if published else None
    version.written_by = str(desk.caseworker.id)
    desk.session.add(version)
    await desk.session.flush()
    return version


async def sign(services: Services, caseworker: Caseworker, version_id: UUID, sha256: str, role: str) -> bool:
    """Sign one exact text, `sha256`, in a role; True if that published it.

    Raises:
        Refused: it is no longer to be signed, or not by this person.
    """
    topic, locale = await place_of(services, version_id)
    async with at_desk(services, caseworker, "sign", topic, locale, role=role) as desk:
        version = await _one(desk, version_id)
        await _refuse_signing(desk, version, sha256, role)
        signature = SignOff(
            article_version_id=version.id,
            sha256=version.sha256,
            english_sha256=await _english_signed_with(desk, version),
            role=role,
            signed_by=str(caseworker.id),
            signed_at=desk.now,
        )
        desk.session.add(signature)
        await desk.session.flush()
        await desk.write_down(version, "signed", sign_off_id=signature.id, role=role)
        return await _publish_if_signed(desk, version)


async def _refuse_signing(desk: Desk, version: ArticleVersion, sha256: str, role: str) -> None:
    if version.state not in {"proposed", "published"} or version.sha256 != sha256:
        raise Refused("This text has been replaced since you opened it. Nothing was signed.")
    if role not in roles_for(desk.locale):
        raise Refused("Nobody signs this text in that role.")
    published = await desk.published()
    if version.state == "proposed" and version.based_on != (published.sha256 if published else None):
        raise Refused(OUTDATED)
    for signature in (await live_signatures(desk.session, [version.id])).get(version.id, []):
        if signature.signed_by == str(desk.caseworker.id):
            raise Refused("You have signed this text already. The other signature has to be somebody else's.")
        if signature.role == role:
            raise Refused("Somebody has signed this text in that role already.")


async def _english_signed_with(desk: Desk, version: ArticleVersion) -> str | None:
    """The English text that a translation's signature binds to as well: the one it was made from, published today."""
    if desk.locale == ENGLISH:
        return None
    english = await desk.english()
    if english is None or translates_of(version.text) != english.sha256:
        raise Refused("The English text has changed since this translation was made. Compare and submit it first.")
    if version.written_by == str(desk.caseworker.id):
        raise Refused("You wrote this translation: somebody else has to read and sign it.")
    return english.sha256


async def _publish_if_signed(desk: Desk, version: ArticleVersion) -> bool:
    """With the last signature a proposal takes the published text's place, which is kept."""
    signatures = (await live_signatures(desk.session, [version.id])).get(version.id, ())
    translates = translates_of(version.text) if desk.locale != ENGLISH else None
    is_signed = is_complete(desk.locale, signatures, translates=translates, written_by=version.written_by)
    if version.state != "proposed" or not is_signed:
        return False
    before = await desk.published()
    for gone in await desk.versions("withdrawn"):
        gone.state = "replaced"
    if before:
        before.state = "replaced"
        await desk.write_down(before, "replaced")
    version.state, version.published_at = "published", desk.now
    await desk.write_down(version, "published", against=before.sha256 if before else None)
    return True


async def withdraw_signature(services: Services, caseworker: Caseworker, sign_off_id: UUID, reason: str) -> None:
    """Take back one's own signature; a manager may take back anybody's. The row stays, with an event beside it."""
    async with services.db.read() as session:
        signature = await session.get(SignOff, sign_off_id)
        if signature is None:
            raise NotFound("signature")
        version_id = signature.article_version_id
    topic, locale = await place_of(services, version_id)
    is_own = signature.signed_by == str(caseworker.id)
    async with at_desk(services, caseworker, "see" if is_own else "call_minor", topic, locale) as desk:
        version = await _one(desk, version_id)
        live = (await live_signatures(desk.session, [version.id])).get(version.id, [])
        if sign_off_id not in {one.id for one in live}:
            raise Refused("This signature has been taken back already.")
        await desk.write_down(
            version, "signature_withdrawn", sign_off_id=sign_off_id, reason=_reason(reason), role=signature.role
        )


async def call_minor(services: Services, caseworker: Caseworker, version_id: UUID, reason: str) -> None:
    """A manager says that an English edit changes nothing a translation says: they go on, with a mark (M5)."""
    topic, locale = await place_of(services, version_id)
    async with at_desk(services, caseworker, "call_minor", topic, locale) as desk:
        version = await _one(desk, version_id)
        if locale != ENGLISH or version.state not in {"proposed", "published"} or version.based_on is None:
            raise Refused("Only an edit of an English text that was published before can be called minor.")
        called = await desk.session.scalar(
            select(EditorialEvent.id).where(
                EditorialEvent.article_version_id == version.id,
                EditorialEvent.kind == "minor",
                EditorialEvent.against == version.based_on,
            )
        )
        if called:
            raise Refused("This edit has been called minor already.")
        await desk.write_down(version, "minor", against=version.based_on, reason=_reason(reason))


async def put_aside(services: Services, caseworker: Caseworker, version_id: UUID) -> None:
    """A proposal that is not to be published. It stays in the history."""
    topic, locale = await place_of(services, version_id)
    async with at_desk(services, caseworker, "put_aside", topic, locale) as desk:
        version = await _one(desk, version_id)
        if version.state != "proposed":
            raise Refused("This text does not wait any more.")
        version.state = "replaced"
        await desk.write_down(version, "put_aside")


async def withdraw(services: Services, caseworker: Caseworker, version_id: UUID, reason: str) -> None:
    """Stop showing a published text now. Families are told that it is being checked."""
    topic, locale = await place_of(services, version_id)
    async with at_desk(services, caseworker, "withdraw", topic, locale) as desk:
        version = await _one(desk, version_id)
        if version.state != "published":
            raise Refused("This text is not published any more.")
        version.state = "withdrawn"
        await desk.write_down(version, "withdrawn", reason=_reason(reason))


def _reason(typed: str) -> str:
    reason = " ".join(typed.split())
    if len(reason) < 3:
        raise Refused("Write the reason: it is kept with the article's history.")
    return reason[:LONGEST_REASON]


async def place_of(services: Services, version_id: UUID) -> tuple[str, str]:
    """Topic and locale of a version. Raises NotFound."""
    async with services.db.read() as session:
        version = await session.get(ArticleVersion, version_id)
    if version is None:
        raise NotFound("version")
    return version.topic, version.locale


async def _one(desk: Desk, version_id: UUID) -> ArticleVersion:
    return await desk.session.get_one(ArticleVersion, version_id)
