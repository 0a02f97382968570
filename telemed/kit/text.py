"""Texts in several languages, and choosing one for a reader."""

from collections.abc import Mapping, Sequence

LANGUAGES = ("ru", "de", "en")


def pick(texts: Mapping[str, str], preferred: Sequence[str]) -> str:
    """The text in the first preferred language that has one; else English; else any; else empty."""
    for language in (*preferred, "en"):
        if texts.get(language):
            return texts[language]
    return next((text for text in texts.values() if text), "")


def accepted_languages(header: str | None) -> tuple[str, ...]:
    """Languages of an `Accept-Language` header that we write, best first (RFC 9110 quality values)."""
    wanted: list[tuple[float, int, str]] = []
    for position, part in enumerate((header or "")[:256].split(",")):
        tag, _, quality = part.strip().partition(";q=")
        language = tag.strip().lower()[:2]
        if language in LANGUAGES:
            wanted.append((-_quality(quality), position, language))
    return tuple(dict.fromkeys(language for weight, _, language in sorted(wanted) if weight < 0))


def _quality(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text))) if text else 1.0
    except ValueError:
        return 0.0
