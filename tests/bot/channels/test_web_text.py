"""Plain text becomes paragraphs, lists and links, and nothing else."""

from bot.channels.web_text import blocks, linked

LINKS = {
    "999": "tel:999",
    "0800 1111": "tel:08001111",
    "111": "tel:111",
    "hello@example.org": "mailto:hello@example.org",
}


def test_numbered_lines_become_one_list() -> None:
    found = blocks("You could:\n1. Ask\n2. Wait\n\nOr not.", LINKS)
    assert [(block.kind, len(block.lines)) for block in found] == [("paragraph", 1), ("number", 2), ("paragraph", 1)]


def test_lines_of_a_paragraph_stay_together_and_blank_lines_part_them() -> None:
    assert [len(block.lines) for block in blocks("a\nb\n\nc", LINKS)] == [2, 1]


def test_known_numbers_can_be_called_and_parts_of_others_cannot() -> None:
    assert '<a href="tel:999" dir="ltr">999</a>' in linked("Call 999 now", LINKS)
    assert linked("Call 0800 1111.", LINKS).count("<a ") == 1
    assert "<a " not in linked("reference 19992 or 1118", LINKS)


def test_addresses_are_links_without_the_full_stop_after_them() -> None:
    assert linked("See https://example.org/a.", {}) == (
        'See <a href="https://example.org/a" dir="ltr">https://example.org/a</a>.'
    )


def test_markup_in_words_is_shown_and_never_run() -> None:
    html = linked('<img src=x onerror="1"> https://e.org/"onclick=x 999', LINKS)
    assert "<img" not in html
    assert 'href="https://e.org/"' in html
    assert "onerror=&#34;1" in html


def test_a_number_to_text_does_not_ring() -> None:
    html = linked("On a mobile call 999. If you cannot hear, text 999.", LINKS)
    assert html.count("<a ") == 1
    assert html.endswith("text 999.")
