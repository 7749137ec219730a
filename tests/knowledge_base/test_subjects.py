"""Subjects hold every topic once, and a topic's number stays its own."""

import hashlib

from bot.catalogue import LOCALES, load_locale
from knowledge_base.subjects import CODES_CSV, code_of, load_codes, load_subjects
from knowledge_base.topics import load_topics

# Of the numbers given out first. If this fails, a number on somebody's paper would lead elsewhere: add rows below.
FIRST_67 = "6cbe9708a6e0f50cea0d2743bce93b05ca034c1408bbb812fcbcc6e2bf22595e"


def test_each_topic_is_in_exactly_one_subject() -> None:
    listed = [topic for topics in load_subjects().values() for topic in topics]
    assert sorted(listed) == sorted(load_topics())
    assert 8 <= len(load_subjects()) <= 12


def test_each_subject_has_a_name() -> None:
    english = load_locale(LOCALES / "en" / "LC_MESSAGES" / "alongside.po")
    named = {key.removeprefix("page.subject.") for key in english if key.startswith("page.subject.")}
    assert named == set(load_subjects())


def test_each_topic_has_a_number_of_its_own() -> None:
    assert sorted(load_topics()) == sorted(topic for topic in load_codes().values() if topic in load_topics())
    assert code_of("section-i-blank") == 36
    assert min(load_codes()) > 9


def test_a_number_that_was_given_stays() -> None:
    given = CODES_CSV.read_text(encoding="utf-8").splitlines()[1:68]
    assert hashlib.sha256("\n".join(given).encode()).hexdigest() == FIRST_67
