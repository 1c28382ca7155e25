"""`python tests/benchmarks/terms.py [--terms 100000] [--characters 1000000]`: how fast terms are recognised.

Some of the terms are runs of the text that is searched (the seeds), the others its characters or words at random: few
of these occur. How fast it goes depends on how many hits there are, so that is printed too.
"""

import argparse
import gc
import random
import re
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle
from pathlib import Path

from glossary.entries import Term, TermEntry
from glossary.recognise import Recogniser

SEEDS = Path(__file__).parents[2] / "seeds"
TEXT_FOR_A_TERM = {"zh": 25, "en": 150}  # characters of the seeds


def seconds(work: Callable[[], int]) -> tuple[float, int]:
    """CPU seconds of the work, and the number that it returns."""
    gc.collect()
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def count_hits(recogniser: Recogniser, lang: str, texts: Sequence[str]) -> int:
    """How many terms are found."""
    return sum(len(recogniser.find(text, lang)) for text in texts)


def synthetic_terms(texts: list[str], lang: str, count: int, chance: random.Random) -> list[str]:
    """Different terms of a language."""
    units = re.findall(r"[\u4e00-\u9fff]", "".join(texts)) if lang == "zh" else " ".join(texts).split()
    joint, shortest, longest = ("", 3, 8) if lang == "zh" else (" ", 2, 3)
    terms: dict[str, None] = {}
    wanted = min(count // 2, sum(map(len, texts)) // TEXT_FOR_A_TERM[lang])
    while len(terms) < wanted:
        start = chance.randrange(len(units) - longest)
        terms[joint.join(units[start : start + chance.randint(shortest, longest)])] = None
    while len(terms) < count:
        terms[joint.join(chance.choices(units, k=longest))] = None
    return list(terms)


def main() -> None:
    """Print characters a CPU second, whole articles and single sentences."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--terms", type=int, default=20_000)
    parser.add_argument("--characters", type=int, default=200_000)
    options = parser.parse_args()
    for lang in ("zh", "en"):
        chance = random.Random(7)
        articles = [path.read_text("utf-8") for path in sorted(SEEDS.glob(f"*.{lang}.txt"))]
        terms = synthetic_terms(articles, lang, options.terms, chance)
        entries = [TermEntry(concept=f"c{n}", terms=(Term(text=text, lang=lang),)) for n, text in enumerate(terms)]
        recogniser = Recogniser(entries)
        built, _ = seconds(partial(count_hits, recogniser, lang, [""]))
        print(f"{lang}: {len(terms):,} terms, index built in {built:.2f} s CPU")
        sentences = [line for article in articles for line in article.splitlines() if line]
        for name, texts in (("articles", articles), ("lines", sentences)):
            searched, size = [], 0
            for text in cycle(texts):
                if size >= options.characters:
                    break
                searched.append(text)
                size += len(text)
            rates = []
            for _ in range(3):
                spent, hits = seconds(partial(count_hits, recogniser, lang, searched))
                rates.append(size / spent / 1e6)
            print(
                f"{lang}: {name} of {size // len(searched):,} characters: {sorted(rates)[1]:.1f} million characters a "
                f"CPU second, a hit every {size / max(1, hits):.0f} characters"
            )


if __name__ == "__main__":
    main()
