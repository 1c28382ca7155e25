"""The table of Chinese scripts that the project ships, derived from OpenCC: `python tests/scripts_table.py` writes it.

Four lines: the characters that folding changes, what each becomes, the characters of Simplified text only, and those
of Traditional text only.
"""

import unicodedata
from pathlib import Path

TABLE = Path(__file__).parents[1] / "tm" / "text" / "scripts.txt"
_HAN = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x2A6E0))
_WIDTHS = (0xFF01, 0xFFEF)  # full-width signs, half-width Katakana


def derived_table() -> str:
    """The text of the table by the OpenCC that is installed."""
    simplified, traditional = _converted("t2s"), _converted("s2t")
    widths = {char: unicodedata.normalize("NFKC", char) for char in map(chr, range(*_WIDTHS))}
    folding = {"\u3000": " "} | {char: half for char, half in widths.items() if len(half) == 1} | simplified
    folding = {char: new for char, new in sorted(folding.items()) if char != new}
    lines = (
        "".join(folding),
        "".join(folding.values()),
        "".join(sorted(char for char in traditional if not _encodable(char, "big5"))),
        "".join(sorted(char for char in simplified if not _encodable(char, "gb2312"))),
    )
    return "\n".join(lines) + "\n"


def _converted(direction: str) -> dict[str, str]:
    """The Chinese characters that OpenCC changes, each converted by itself (`t2s`, `s2t`)."""
    from opencc import OpenCC

    chars = [chr(code) for start, end in _HAN for code in range(start, end)]
    plain = [unicodedata.normalize("NFKC", char) for char in chars]
    results = OpenCC(direction).convert("\n".join(plain)).split("\n")
    return {char: new for char, new in zip(chars, results, strict=True) if len(new) == 1 and new != char}


def _encodable(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


if __name__ == "__main__":
    TABLE.write_text(derived_table(), "utf-8")
