"""Settings: their defaults, the file and the environment they are read from, and where each value came from.

Order, the last wins: default, file (`~/.config/duizhao/settings.toml`, or the one `TM_SETTINGS` names), environment,
option. Only the doors (tm.app) read them; below, every value is an argument.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from tm.errors import SettingsError
from tm.languages import canonical, primary


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a person sets once; every field is a key of the settings file."""

    memory: Path = Path("memory.tmdb")  # the SQLite file of units, termbase and history
    source_lang: str = "zh-CN"
    target_lang: str = "en-US"
    encoder: str = "builtin"  # or the name or folder of a Sentence Transformers model
    min_percent: int = 50  # lowest fuzzy match shown (the lowest band of memoQ and MateCat)
    max_matches: int = 5  # matches shown a query (OmegaT, Trados: 5)
    author: str = ""  # written as created by / changed by
    login: str = ""  # who is at this machine; stands in the history where no author is set. No key of the file

    def __post_init__(self) -> None:
        if primary(self.source_lang) == primary(self.target_lang):
            raise SettingsError(f"source_lang and target_lang are both {primary(self.source_lang)}; name two languages")
        if not 0 <= self.min_percent <= 100:
            raise SettingsError(f"min_percent must lie between 0 and 100, not {self.min_percent}")
        if self.max_matches < 1:
            raise SettingsError(f"max_matches must be at least 1, not {self.max_matches}")


@dataclass(frozen=True, slots=True)
class SettingSource:
    """One value and where it came from: `default`, the path of a file, or the name of a variable."""

    name: str
    value: str
    source: str


VARIABLES = {field.name: f"TM_{field.name.upper()}" for field in fields(Settings) if field.name != "login"}


def read_settings(environment: Mapping[str, str], *, home: Path) -> tuple[Settings, tuple[SettingSource, ...]]:
    """The settings in force and the source of each value.

    Raises: SettingsError for an unreadable file, an unknown key or a value of the wrong kind.
    """
    named = environment.get("TM_SETTINGS")
    path = Path(named or home / ".config" / "duizhao" / "settings.toml")
    if named and not path.exists():
        raise SettingsError(f"{path}: there is no such file; write it, or take TM_SETTINGS out of the environment")
    values: dict[str, tuple[object, str]] = {name: (value, str(path)) for name, value in _read_file(path).items()}
    for name, variable in VARIABLES.items():
        if environment.get(variable):
            values[name] = (environment[variable], variable)
    converted = {name: _convert(name, value, source) for name, (value, source) in values.items()}
    settings = Settings(**converted)  # type: ignore[arg-type]
    sources = tuple(
        SettingSource(name, str(getattr(settings, name)), values.get(name, (None, "default"))[1]) for name in VARIABLES
    )
    return settings, sources


def _read_file(path: Path) -> dict[str, object]:
    """The keys of the settings file; none where there is no file."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error
    import tomllib

    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(path, error) from error
    unknown = sorted(set(values) - set(VARIABLES))
    if unknown:
        raise SettingsError(f"{path}: unknown setting {unknown[0]!r}; known are {', '.join(VARIABLES)}")
    return values


def _unreadable(path: Path, error: Exception) -> SettingsError:
    return SettingsError(f"{path}: cannot be read as TOML ({error}); mend it or move it away")


def _convert(name: str, value: object, source: str) -> object:
    """The value in the type of its field, a language in canonical form."""
    default = getattr(Settings(), name)
    if isinstance(value, list | dict):
        raise SettingsError(f"{source}: {name} must be one value, not {value!r}")
    if name.endswith("_lang"):
        try:
            return canonical(str(value))
        except SettingsError as error:
            raise SettingsError(f"{source}: {name}: {error}") from error
    if isinstance(default, int):
        try:
            return int(str(value))
        except ValueError as error:
            raise SettingsError(f"{source}: {name} must be a whole number, not {value!r}") from error
    return Path(str(value)).expanduser() if isinstance(default, Path) else str(value)
