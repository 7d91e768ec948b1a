"""What people write around the figures: plain text with a little Markdown, the same words in every format.

Read are paragraphs, line breaks, *emphasis*, **strong**, lists, headings and links to the web or to a mail address. All else
stays as it was typed, in sight and without effect. A heading is one of the narrative, whatever its number of #.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_READ = ["heading", "list", "newline", "escape", "emphasis", "link"]
_DEEPEST = 12
"""Levels of Markdown's own counting, two for each list within a list. A text that goes deeper is shown as it was typed."""
_LINKED = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)
NOT_TEXT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no document may hold: controls and halves of characters."""
BULLET = "•"


@dataclass(frozen=True)
class Run:
    """Letters of one look; `\\n` breaks the line."""

    text: str
    is_strong: bool = False
    is_emphasis: bool = False
    address: str = ""


@dataclass(frozen=True)
class Paragraph:
    runs: Sequence[Run]


@dataclass(frozen=True)
class Heading:
    runs: Sequence[Run]


@dataclass(frozen=True)
class Listing:
    """`start` is the number of the first item; None in a list with bullets."""

    items: Sequence[Sequence["Block"]]
    start: int | None = None

    def mark(self, place: int) -> str:
        return BULLET if self.start is None else f"{self.start + place}."


Block = Paragraph | Heading | Listing


def parse(source: str) -> list[Block]:
    text = NOT_TEXT.sub("", source)
    tokens = _parser().parse(text)
    if any(token.level >= _DEEPEST for token in tokens):
        return [Paragraph([Run(part)]) for part in re.split(r"\n\s*\n", text.strip())]
    return list(_blocks(iter(tokens)))


def to_html(source: str, level: int = 4) -> Markup:
    """`level` is the rank of its headings on the page."""
    return Markup("\n").join(_html(block, level) for block in parse(source))


def to_text(source: str) -> list[str]:
    """A text for each paragraph, heading and item of a list: for the cells of a table."""
    return list(_lines(parse(source)))


def to_tree(source: str) -> list[dict[str, Any]]:
    """Plain data that `templates/impact/narrative.typ` walks."""
    return [_tree(block) for block in parse(source)]


def printed(runs: Sequence[Run]) -> list[Run]:
    """The runs with the address of each link after it, for paper; not where it is the text already."""
    found: list[Run] = []
    for address, group in groupby(runs, key=lambda run: run.address):
        linked = list(group)
        found += linked
        shown = re.sub("^mailto:", "", address, flags=re.IGNORECASE)
        if shown and "".join(run.text for run in linked).strip() not in (shown, address):
            found.append(Run(f" ({shown})"))
    return found


def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "maxNesting": 2 * _DEEPEST}).enable(_READ)
    parser.validateLink = _is_linked  # type: ignore[method-assign]
    return parser


def _is_linked(url: str) -> bool:
    return _LINKED.match(url) is not None


def _blocks(tokens: Iterator[Token]) -> Iterator[Block]:
    """Up to the end of what holds them."""
    for token in tokens:
        match token.type:
            case "paragraph_open" | "heading_open":
                runs = _runs(next(tokens).children or [])
                next(tokens)
                if any(run.text.strip() for run in runs):
                    yield Paragraph(runs) if token.type == "paragraph_open" else Heading(runs)
            case "bullet_list_open":
                yield Listing(_items(tokens))
            case "ordered_list_open":
                yield Listing(_items(tokens), int(token.attrs.get("start", 1)))
            case "list_item_close":
                return


def _items(tokens: Iterator[Token]) -> list[list[Block]]:
    found = []
    for token in tokens:
        if token.type != "list_item_open":
            break
        found.append(list(_blocks(tokens)))
    return found


def _runs(tokens: Sequence[Token]) -> list[Run]:
    """Neighbours of one look are one run."""
    found: list[Run] = []
    strong, emphasis, address = 0, 0, ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                emphasis += token.nesting
            case "link_open":
                address = str(token.attrs["href"])
            case "link_close":
                address = ""
            case _:
                text = token.content or ("\n" if token.type in ("softbreak", "hardbreak") else "")
                run = Run(text, strong > 0, emphasis > 0, address)
                if found and replace(found[-1], text="") == replace(run, text=""):
                    found[-1] = replace(run, text=found[-1].text + text)
                elif text:
                    found.append(run)
    return found


def _html(block: Block, level: int) -> Markup:
    match block:
        case Paragraph(runs):
            return Markup("<p>{}</p>").format(_html_runs(runs))
        case Heading(runs):
            return Markup("<h{0}>{1}</h{0}>").format(level, _html_runs(runs))
        case Listing(items, start):
            inside = Markup("").join(
                Markup("<li>{}</li>").format(Markup("\n").join(_html(one, level) for one in item)) for item in items
            )
            if start is None:
                return Markup("<ul>{}</ul>").format(inside)
            return Markup('<ol start="{}">{}</ol>').format(start, inside)


def _html_runs(runs: Sequence[Run]) -> Markup:
    found = Markup("")
    for address, group in groupby(runs, key=lambda run: run.address):
        words = Markup("").join(_html_run(run) for run in group)
        found += Markup('<a href="{}" rel="noreferrer">{}</a>').format(address, words) if address else words
    return found


def _html_run(run: Run) -> Markup:
    words = Markup("<br>\n").join(run.text.split("\n"))
    if run.is_emphasis:
        words = Markup("<em>{}</em>").format(words)
    return Markup("<strong>{}</strong>").format(words) if run.is_strong else words


def _lines(blocks: Sequence[Block], before: str = "") -> Iterator[str]:
    """`before` stands before the first: the mark of the item that they are."""
    for block in blocks:
        if isinstance(block, Listing):
            for place, item in enumerate(block.items):
                yield from _lines(item or [Paragraph([])], f"{before}{block.mark(place)} ")
        else:
            yield (before + "".join(run.text for run in printed(block.runs))).rstrip()
        before = ""


def _tree(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph(runs):
            return {"kind": "paragraph", "runs": _tree_runs(runs)}
        case Heading(runs):
            return {"kind": "heading", "runs": _tree_runs(runs)}
        case Listing(items, start):
            return {"kind": "list", "start": start, "items": [[_tree(one) for one in item] for item in items]}


def _tree_runs(runs: Sequence[Run]) -> list[dict[str, Any]]:
    return [
        {"text": run.text, "strong": run.is_strong, "emphasis": run.is_emphasis, "address": run.address}
        for run in printed(runs)
    ]
