"""Settings: default, file, environment, in this order; and every value says where it came from."""

from pathlib import Path

import pytest

from tm.errors import SettingsError
from tm.settings import VARIABLES, Settings, SettingSource, read_settings


def write(home: Path, text: str) -> Path:
    path = home / ".config" / "duizhao" / "settings.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return path


def sources(found: tuple[SettingSource, ...]) -> dict[str, str]:
    return {value.name: value.source for value in found}


def test_without_file_and_variables_defaults_hold(tmp_path: Path) -> None:
    """Every field is told, each as a default."""
    settings, values = read_settings({}, home=tmp_path)
    assert settings == Settings()
    assert set(sources(values)) == set(VARIABLES)
    assert set(sources(values).values()) == {"default"}


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    """The last of default, file, environment wins, and is named."""
    path = write(tmp_path, 'min_percent = 70\nauthor = "Li"\n')
    settings, values = read_settings({"TM_MIN_PERCENT": "80", "TM_AUTHOR": ""}, home=tmp_path)
    assert (settings.min_percent, settings.author, settings.max_matches) == (80, "Li", 5)
    told = sources(values)
    assert (told["min_percent"], told["author"], told["max_matches"]) == ("TM_MIN_PERCENT", str(path), "default")


def test_another_file_can_be_named(tmp_path: Path) -> None:
    """TM_SETTINGS names it; the usual one is then not read."""
    write(tmp_path, "nonsense = 1\n")
    other = tmp_path / "other.toml"
    other.write_text('memory = "~/team.tmdb"\nsource_lang = "zh_tw"\n', "utf-8")
    settings, _ = read_settings({"TM_SETTINGS": str(other)}, home=tmp_path)
    assert settings.memory == Path("~/team.tmdb").expanduser()
    assert settings.source_lang == "zh-TW"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("colour = 1\n", r"settings\.toml: unknown setting 'colour'; known are memory"),
        ("author = \n", r"settings\.toml: cannot be read as TOML .*; mend it"),
        ('min_percent = "much"\n', r"settings\.toml: min_percent must be a whole number, not 'much'"),
        ("max_matches = 2.5\n", r"settings\.toml: max_matches must be a whole number"),
        ('author = ["Li"]\n', r"settings\.toml: author must be one value"),
        ('source_lang = "chinese"\n', r"settings\.toml: source_lang: 'chinese' is not a language tag"),
    ],
)
def test_a_file_that_cannot_be_obeyed_is_named(tmp_path: Path, text: str, message: str) -> None:
    """File, setting, cause and what would do."""
    write(tmp_path, text)
    with pytest.raises(SettingsError, match=message):
        read_settings({}, home=tmp_path)


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("TM_MIN_PERCENT", "101", "min_percent must lie between 0 and 100, not 101"),
        ("TM_MAX_MATCHES", "0", "max_matches must be at least 1, not 0"),
        ("TM_TARGET_LANG", "e", "TM_TARGET_LANG: target_lang: 'e' is not a language tag"),
        ("TM_TARGET_LANG", "zh-TW", "source_lang and target_lang are both zh"),
        ("TM_SETTINGS", "/none/settings.toml", "/none/settings.toml: there is no such file"),
    ],
)
def test_a_variable_that_cannot_be_obeyed_is_refused(tmp_path: Path, variable: str, value: str, message: str) -> None:
    """A setting is never ignored in silence."""
    with pytest.raises(SettingsError, match=message):
        read_settings({variable: value}, home=tmp_path)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """TOML is UTF-8."""
    write(tmp_path, "").write_bytes('author = "李"\n'.encode("gb18030"))
    with pytest.raises(SettingsError, match="cannot be read as TOML"):
        read_settings({}, home=tmp_path)
