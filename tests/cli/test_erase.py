"""`run.py erase`, and what the server does by itself: personal data goes on its day, a failing chore stops no other."""

from __future__ import annotations

import argparse
import shutil
from datetime import date
from pathlib import Path

import pytest

from contest.cli import erase
from contest.config import SettingsError
from contest.services import chores, contest_files, mail
from contest.services.house import House
from contest.services.registration import reviewing
from tests.cast import Cast
from tests.conftest import Template, house_of
from tests.factories import FakeClock, act
from tests.registering import DAY_MS, EMAIL, PEOPLE, PHONE, open_window, row_of, submitted


@pytest.fixture
def folder(tmp_path: Path, small_template: Template) -> Path:
    """A data folder whose day of erasing is long past: it was in 2024."""
    data = tmp_path / "data"
    data.mkdir()
    house = house_of(Path(shutil.copyfile(small_template.file, data / "contest.db")), FakeClock())
    open_window(house, small_template.cast, erase_on=date(2024, 10, 20))
    begun = submitted(house)
    act(house, small_template.cast.organiser, reviewing.approve, begun.number)
    house.database.close()
    return data


def ran(folder: Path, *, dry: bool, capsys: pytest.CaptureFixture[str]) -> str:
    assert erase.run(argparse.Namespace(data=str(folder), dry_run=dry)) == 0
    return capsys.readouterr().out


def phone_in(folder: Path) -> str:
    house = house_of(folder / "contest.db", FakeClock())
    contact = row_of(house, 1).contact
    house.database.close()
    return contact.phone if contact else ""


def test_it_says_what_is_due_erases_it_once_and_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CONTEST_DATABASE_URL", raising=False)
    assert "Đã đến ngày xóa (20/10/2024)" in ran(folder, dry=True, capsys=capsys)
    assert phone_in(folder) == PHONE
    assert "của 1 đăng ký" in ran(folder, dry=False, capsys=capsys)
    assert phone_in(folder) == ""
    assert "Không có gì phải xóa" in ran(folder, dry=False, capsys=capsys)


def test_a_folder_without_a_contest_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONTEST_DATABASE_URL", raising=False)
    with pytest.raises(SettingsError):
        erase.run(argparse.Namespace(data=str(tmp_path / "none"), dry_run=False))


def test_the_server_erases_by_itself_and_a_failing_chore_stops_no_other(
    house: House, cast: Cast, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    open_window(house, cast, erase_on=date(2024, 10, 20))
    begun = submitted(house)
    act(house, cast.organiser, reviewing.approve, begun.number)

    def broken(_house: House) -> int:
        raise OSError("the post office burned down")

    monkeypatch.setattr(mail, "deliver", broken)
    clock.tick(18 * DAY_MS)
    chores.do_chores(house)
    contact = row_of(house, begun.number).contact
    assert contact is not None
    assert contact.phone == PHONE
    clock.tick(2 * DAY_MS)
    chores.do_chores(house)
    contact = row_of(house, begun.number).contact
    assert contact is not None
    assert contact.phone == ""
    assert "a chore failed" in caplog.text


def test_the_contest_file_has_no_personal_data(house: House, cast: Cast) -> None:
    open_window(house, cast)
    begun = submitted(house)
    act(house, cast.organiser, reviewing.approve, begun.number)
    with house.reading() as rows:
        text = contest_files.export_text(rows)
    assert "Sông Trà" in text
    assert [canary for canary in (*(name for name, _role in PEOPLE), PHONE, EMAIL) if canary in text] == []
