"""Offer, confirm, remember: a language is never changed by one short message, and one we do not have is named."""

import pytest
import yaml

from bot.language_measure import EVALUATION
from bot.models import Message
from tests.chat import Chat

PROBES = yaml.safe_load((EVALUATION / "probes.yml").read_text(encoding="utf-8"))["probes"]
URDU_IN_LATIN = "mera beta school nahi jata aur council jawab nahi deti"


def choices(messages: list[Message]) -> list[str]:
    return [id_ for message in messages for id_, _ in message.choices or []]


def words(messages: list[Message]) -> str:
    return "\n".join(part.text for message in messages for part in message.parts)


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe["locale"])
async def test_short_messages_change_nothing(chat: Chat, probe: dict[str, list[str]]) -> None:
    await chat.presses(f"locale:{probe['locale']}")
    for text in map(str, probe["texts"]):
        if text in {"stop", "2", "1", "3", "٢"}:  # a keyword, or the number of a choice
            continue
        await chat.new_replies()
        await chat.says(text)
        assert not [id_ for id_ in choices(await chat.new_replies()) if id_.startswith("locale:")], text
    assert (await chat.conversation()).locale == probe["locale"]


async def test_a_variety_in_latin_letters_is_offered_in_both_scripts_once(chat: Chat) -> None:
    await chat.presses("locale:en")
    await chat.new_replies()
    await chat.says(URDU_IN_LATIN)
    replies = await chat.new_replies()
    assert "locale:ur" in choices(replies)
    assert "کیا آگے اردو میں بات کریں؟" in words(replies)
    assert "Kya aap aage Urdu mein" in words(replies)
    await chat.says(URDU_IN_LATIN)
    assert "locale:ur" not in choices(await chat.new_replies())
    assert (await chat.conversation()).locale == "en"


async def test_two_likely_languages_are_both_offered(chat: Chat) -> None:
    await chat.presses("locale:en")
    await chat.new_replies()
    await chat.says("bimar ho to jurmana")
    assert {"locale:ur", "locale:pa"} <= set(choices(await chat.new_replies()))
    assert (await chat.conversation()).locale == "en"


async def test_a_first_sure_sentence_is_answered_in_its_language(chat: Chat) -> None:
    await chat.says("Mój syn płacze codziennie przed szkołą")
    assert (await chat.conversation()).locale == "pl"


async def test_a_variety_settles_nothing_until_they_say_so(chat: Chat) -> None:
    await chat.says(URDU_IN_LATIN)
    assert (await chat.conversation()).locale == "en"
    assert "locale:ur" in choices(await chat.new_replies())
    await chat.presses("locale:ur")
    await chat.says("EHCP ke liye apply kaise karte hain")
    assert (await chat.conversation()).locale == "ur"


async def test_help_in_danger_is_in_their_language_at_once(chat: Chat) -> None:
    await chat.says("mera shohar mujhe marta hai bachay dar gaye hain", risk=True)
    assert (await chat.conversation()).locale == "ur"


async def test_punjabi_in_arabic_letters_is_offered_urdu_too(chat: Chat) -> None:
    await chat.says("میرا پتر سکول نئیں جاندا تے اوہ روندا اے")
    assert {"locale:pa", "locale:ur"} <= set(choices(await chat.new_replies()))


async def test_an_earlier_choice_wins_over_a_sure_sentence(chat: Chat) -> None:
    await chat.presses("locale:so")
    await chat.says("Mój syn płacze codziennie przed szkołą")
    assert (await chat.conversation()).locale == "so"


async def test_a_language_we_do_not_have_is_named_once_in_both(chat: Chat) -> None:
    await chat.says("என் மகன் பள்ளிக்குச் செல்ல விரும்பவில்லை")
    replies = await chat.new_replies()
    assert "Tamil" in words(replies)
    assert "தமிழ் இல்லை" in words(replies)
    assert "go:person" in choices(replies)
    await chat.says("எனக்கு உங்கள் உதவி தேவை")
    assert "Tamil" not in words(await chat.new_replies())


async def test_the_sentence_names_the_button_as_it_is_shown(chat: Chat) -> None:
    await chat.presses("locale:pl")
    await chat.new_replies()
    await chat.says("Мій син не хоче йти до школи")
    assert "Виберіть «Rozmowa z człowiekiem»" in words(await chat.new_replies())
