from pathlib import Path

import pytest

from preau.config.env import SettingError, read_env

NAMES = ("PREAU_MODE", "PREAU_SECRET_KEY", "PORT", "PREAU_URL", "PREAU_HOSTS", "PREAU_DATA")
KEY = "k" * 50


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*NAMES, "DATABASE_URL", "OWNER_DATABASE_URL", "PREAU_AS_OWNER"):
        monkeypatch.delenv(name, raising=False)


def test_production_is_the_mode_of_whoever_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREAU_SECRET_KEY", KEY)
    env = read_env()
    assert (env.mode, env.port, env.as_owner) == ("production", 8000, False)
    assert env.public_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize("key", ["", "short", "k" * 49])
def test_production_wants_a_long_secret_key(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("PREAU_SECRET_KEY", key)
    with pytest.raises(SettingError, match=r"PREAU_SECRET_KEY.*openssl rand"):
        read_env()


def test_the_demo_needs_no_secret_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREAU_MODE", "demo")
    assert len(read_env().secret_key) >= 50


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "8 000", "८०००", "80.5"])
def test_a_port_is_a_number_between_1_and_65535(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PREAU_MODE", "demo")
    monkeypatch.setenv("PORT", port)
    with pytest.raises(SettingError, match="PORT doit être un port"):
        read_env()


def test_the_address_follows_the_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREAU_MODE", "demo")
    monkeypatch.setenv("PORT", "8123")
    assert read_env().public_url == "http://127.0.0.1:8123"


def test_a_mode_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREAU_MODE", "debug")
    with pytest.raises(SettingError, match="debug"):
        read_env()


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREAU_MODE", "demo")
    monkeypatch.setenv("PREAU_HOSTS", " a.example, ,b.example ")
    assert read_env().allowed_hosts == ("a.example", "b.example")


def test_the_data_folder_is_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PREAU_MODE", "demo")
    monkeypatch.setenv("PREAU_DATA", "here")
    assert read_env().data_dir == tmp_path.resolve() / "here"


def test_the_owner_is_the_application_s_role_when_none_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PREAU_MODE", "demo")
    monkeypatch.setenv("DATABASE_URL", "postgresql://a@h/b")
    assert read_env().owner_database_url == "postgresql://a@h/b"
