"""What people write around the figures: a little Markdown, never active, the same words in every format."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ambassador.impact.edition import narrative
from ambassador.impact.edition.narrative import Heading, Listing, Paragraph, Run

LETTERS = re.compile(r"[^\W\d_]+")
PLAIN = {"p", "h4", "ul", "ol", "li", "br", "a", "em", "strong"}
MARKS = st.text(alphabet="ab é*_-#[]!<>`\\\n1.)&~|=+'\"", max_size=200)
NASTY = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](data:text/html,x) [d](vbscript:x) [e](//x.be) [f](/out)",
    '[a](https://x.be/"onclick="alert(1)) ![p](http://x.be/p.png) <https://x.be> &lt;b&gt;',
    '#set page(width: 1pt)\n#import "x"\n$ x $ `raw` @ref <label>',
    "**bold *both\n\n> quote\n\n    code\n\n---\n\n| a | b |\n|---|---|",
    "\x00\x01\x0b\x1b\ufffe \u202e\u200b fin",
    "{{ 7 * 7 }} {% raw %} =1+1 \u2028 %s %(a)s",
]


class Seen(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.words = [], [], ""
        self.feed(str(page))
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.words += data


def letters(text):
    return LETTERS.findall(text)


def bare(blocks):
    """The words without addresses and marks of lists."""
    return [
        text
        for block in blocks
        for text in (
            [words for item in block.items for words in bare(item)]
            if isinstance(block, Listing)
            else ["".join(run.text for run in block.runs)]
        )
    ]


def tree_words(blocks):
    return [
        text
        for block in blocks
        for text in (
            [words for item in block["items"] for words in tree_words(item)]
            if block["kind"] == "list"
            else ["".join(run["text"] for run in block["runs"])]
        )
    ]


def test_what_is_read():
    found = narrative.parse("### Été\n\nUn *an*,\n**deux** [ans](https://x.be).\n\n3. a\n4. b\n   - c")
    assert found == [
        Heading([Run("Été")]),
        Paragraph(
            [
                Run("Un "),
                Run("an", is_emphasis=True),
                Run(",\n"),
                Run("deux", is_strong=True),
                Run(" "),
                Run("ans", address="https://x.be"),
                Run("."),
            ]
        ),
        Listing([[Paragraph([Run("a")])], [Paragraph([Run("b")]), Listing([[Paragraph([Run("c")])]])]], 3),
    ]


def test_a_table_has_a_text_for_each_paragraph_and_item_and_the_address_of_each_link():
    source = (
        "# Titre\n\nvoir [ici](https://x.be), [nous](mailto:a@x.be), [https://x.be](https://x.be)\n\n7. a\n8. b\n\n- c"
    )
    assert narrative.to_text(source) == [
        "Titre",
        "voir ici (https://x.be), nous (a@x.be), https://x.be",
        "7. a",
        "8. b",
        "• c",
    ]


@given(st.text() | MARKS)
@example(NASTY[0])
@example(NASTY[1])
@example(NASTY[2])
@example(NASTY[3])
@example(NASTY[4])
@example(NASTY[5])
@example(NASTY[6])
def test_nothing_is_active_on_a_page(source):
    seen = Seen(narrative.to_html(source))
    assert set(seen.tags) <= PLAIN
    assert {name for name, _ in seen.attributes} <= {"href", "rel", "start"}
    addresses = [value for name, value in seen.attributes if name == "href"]
    assert all(re.match(r"(https?://|mailto:)", value, re.IGNORECASE) for value in addresses)


@given(st.text() | MARKS)
@example(NASTY[2])
@example(NASTY[4])
@example("- " * 3000 + "fin")
def test_every_format_has_the_same_words(source):
    blocks = narrative.parse(source)
    page = Seen(narrative.to_html(source)).words
    assert letters(page) == letters(" ".join(bare(blocks)))
    assert letters(" ".join(tree_words(narrative.to_tree(source)))) == letters(" ".join(narrative.to_text(source)))


@given(MARKS)
@example("- " * 3000 + "fin")
@example("\n".join("  " * depth + "- a" for depth in range(60)))
@example("[" * 500 + "a")
def test_no_word_is_lost(source):
    assert "".join(letters(" ".join(narrative.to_text(source)))) == "".join(letters(source))


def test_html_stays_in_sight():
    assert narrative.to_text(NASTY[0]) == [NASTY[0]]
    assert "[a](javascript:alert(1))" in narrative.to_text(NASTY[1])[0]


def test_what_no_document_may_hold_is_left_out():
    assert narrative.to_text("a\x00b\x0bc\ud800d\ufffe") == ["abcd"]


def test_lists_within_lists_without_end_are_shown_as_they_were_typed():
    source = "\n".join("  " * depth + "- a" for depth in range(60))
    assert narrative.parse(source) == [Paragraph([Run(source)])]


@pytest.mark.parametrize(
    "piece", ["[", "*a ", "_", "- ", "**", "[a](", "\\", "a\n", "- a\n", "*_", "`", "[a](http://x)"]
)
def test_fifty_thousand_characters_are_soon_read(piece):
    started = time.process_time()
    assert narrative.parse((piece * 50_000)[:50_000])
    assert time.process_time() - started < 15
