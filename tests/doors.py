"""Values that tests of the doors share; the fixtures that use them stand in conftest.py."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tm.app.build import BuildReport
from tm.settings import Settings

SEEDS = Path(__file__).parent.parent / "seeds"
NOW = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)
PAIRS = ("flood-relief", "party-building-briefing")
ZH = "水渠修好了。\n村里的人都说，这是大家一起干出来的。\n去年他们种下三千株茶苗。\n"
EN = "The canal is mended.\nEveryone says they did it together.\nLast year they planted 3,000 tea seedlings.\n"


@dataclass(frozen=True, slots=True)
class Result:
    """What a command left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Built:
    """A folder of seed pairs, and what `tm build` made of it with the encoder that ships."""

    folder: Path
    settings: Settings
    output: Path
    report: BuildReport
