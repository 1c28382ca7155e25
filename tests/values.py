"""Values that tests of all layers share."""

from datetime import UTC, datetime

from tm.units import TranslationUnit, Variant

NOW = datetime(2026, 3, 5, 8, 30, tzinfo=UTC)


def unit(
    source: str, target: str = "x", langs: tuple[str, str] = ("zh-CN", "en-US"), **fields: object
) -> TranslationUnit:
    """A unit of two texts, of Chinese and English where nothing else is said."""
    return TranslationUnit(source=Variant(source, langs[0]), target=Variant(target, langs[1]), **fields)  # type: ignore[arg-type]
