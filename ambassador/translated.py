"""Text in several languages: French, Dutch, English, in whichever of the three it exists."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

LANGUAGES = ("fr", "nl", "en")


@dataclass(frozen=True)
class Translated:
    """A text in one to three languages; an empty text means that the language has none."""

    fr: str = ""
    nl: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.texts())

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.texts().items())

    def texts(self) -> dict[str, str]:
        return {field.name: text for field in fields(self) if (text := getattr(self, field.name))}

    def best(self, language: str) -> tuple[str, str]:
        """The text for a reader of `language` and the language it is in: theirs, else the first there is."""
        words: str = getattr(self, language)
        if words:
            return words, language
        return next(((text, code) for code, text in self), ("", language))

    def __str__(self) -> str:
        return self.best("fr")[0]
