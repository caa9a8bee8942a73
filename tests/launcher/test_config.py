"""Settings come from flags, then the environment, then defaults; the secret key stays what it is."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from contest.config import AsyncMode, SettingsError, kept_secret, load_settings, write_whole


def test_the_defaults_serve_the_whole_hall(tmp_path: Path) -> None:
    settings = load_settings({}, data=str(tmp_path))
    assert settings.data_dir == tmp_path
    assert settings.database_url == f"sqlite:///{tmp_path}/contest.db"
    assert settings.async_mode is AsyncMode.EVENTLET
    assert (settings.host, settings.port) == ("0.0.0.0", 5000)
    assert settings.demo
    assert settings.clock_rate == 1
    assert not settings.tls


def test_the_environment_is_heard(tmp_path: Path) -> None:
    environ = {
        "CONTEST_DATA": str(tmp_path / "hall"),
        "CONTEST_DATABASE_URL": "postgresql://db/contest",
        "CONTEST_ASYNC_MODE": "threading",
        "CONTEST_SECRET_KEY": "from the environment",
        "CONTEST_CLOCK_RATE": "60",
    }
    settings = load_settings(environ)
    assert settings.data_dir == tmp_path / "hall"
    assert settings.data_dir.is_dir()
    assert settings.database_url == "postgresql://db/contest"
    assert settings.async_mode is AsyncMode.THREADING
    assert settings.secret_key == "from the environment"
    assert settings.clock_rate == 60
    assert not (tmp_path / "hall" / "secret_key").exists()


def test_a_flag_goes_before_its_variable(tmp_path: Path) -> None:
    settings = load_settings({"CONTEST_DATA": str(tmp_path / "variable")}, data=str(tmp_path / "flag"))
    assert settings.data_dir == tmp_path / "flag"
    assert not (tmp_path / "variable").exists()


@pytest.mark.parametrize(
    ("environ", "port", "said"),
    [
        pytest.param({}, 0, "Cổng 0 không hợp lệ", id="port 0"),
        pytest.param({}, 65536, "Cổng 65536 không hợp lệ", id="port too high"),
        pytest.param({"CONTEST_ASYNC_MODE": "gevent"}, 5000, "CONTEST_ASYNC_MODE=gevent", id="unknown async mode"),
        pytest.param({"CONTEST_CLOCK_RATE": "-1"}, 5000, "CONTEST_CLOCK_RATE=-1", id="clock running backwards"),
        pytest.param({"CONTEST_CLOCK_RATE": "0"}, 5000, "CONTEST_CLOCK_RATE=0", id="clock standing still"),
        pytest.param({"CONTEST_CLOCK_RATE": "1.5"}, 5000, "CONTEST_CLOCK_RATE=1.5", id="clock rate not whole"),
        pytest.param({"CONTEST_CLOCK_RATE": "²"}, 5000, "CONTEST_CLOCK_RATE=²", id="clock rate no number"),
    ],
)
def test_a_setting_that_can_not_be_used_is_named_in_one_line(
    tmp_path: Path, environ: dict[str, str], port: int, said: str
) -> None:
    with pytest.raises(SettingsError) as refusal:
        load_settings(environ, data=str(tmp_path / "var"), port=port)
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert not (tmp_path / "var").exists()


def test_the_secret_key_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    first = load_settings({}, data=str(tmp_path)).secret_key
    assert len(first) >= 32
    assert load_settings({}, data=str(tmp_path)).secret_key == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_two_folders_have_two_keys(tmp_path: Path) -> None:
    assert kept_secret(tmp_path / "a") != kept_secret(tmp_path / "b")


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: kept_secret(tmp_path / "secret_key"), range(64)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_damaged_key_is_refused_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match="bị hỏng"):
        load_settings({}, data=str(tmp_path))


def test_the_secret_key_is_not_shown_with_the_settings(tmp_path: Path) -> None:
    settings = load_settings({}, data=str(tmp_path))
    assert settings.secret_key not in repr(settings)


def test_a_file_is_written_whole_and_leaves_no_draft(tmp_path: Path) -> None:
    write_whole(tmp_path / "server.json", "old")
    write_whole(tmp_path / "server.json", "new")
    assert (tmp_path / "server.json").read_text(encoding="utf-8") == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["server.json"]
