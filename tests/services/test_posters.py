"""Posters and clips: known by their content, made safe, kept with their rows, backed up, and refused with a reason."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from contest.db.models import AuditEntry, Cue, Poster
from contest.domain.errors import Invalid
from contest.services.backups import Altered, make_backup, unpack
from contest.services.files import apart, posters
from contest.services.files.checking import Checked, received
from contest.services.files.ends import form_of, is_alone
from contest.services.files.kinds import Kind, Purpose
from contest.services.house import House
from contest.services.permissions import Forbidden
from contest.services.refusals import NotFound, WrongState
from contest.services.restoring import restore
from tests.cast import Cast
from tests.factories import START_MS, FakeClock, act
from tests.live.evening import Evening

CLIPS = Path(__file__).parent / "clips"
EVERY = frozenset(Kind)
SVG = b"""<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="160" height="90" onload="alert(1)">
<script>alert(1)</script>
<rect width="160" height="90" fill="#0a1a3f"/><circle cx="80" cy="45" r="30" fill="#ffd36b"/></svg>"""
BOMB = b"""<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]><svg xmlns="http://www.w3.org/2000/svg"
width="9" height="9"><text>&d;&d;&d;&d;&d;&d;</text></svg>"""


def picture(form: str, size: tuple[int, int] = (160, 90), **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#0a1a3f").save(out, form, **more)
    return out.getvalue()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("index.html", "<script>alert(1)</script>")
    return out.getvalue()


@pytest.fixture
def look(tmp_path: Path) -> Callable[[bytes], dict[str, object]]:
    """Looks into a file without a process of its own."""

    def look_into(content: bytes, kinds: frozenset[Kind] = EVERY) -> dict[str, object]:
        source = tmp_path / "sent"
        source.write_bytes(content)
        try:
            return dict(apart.look_into(kinds, source, tmp_path))
        except apart.Refused as refusal:
            return {"refused": str(refusal)}

    return look_into


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    evening = Evening(tmp_path)
    evening.house.folder = tmp_path
    yield evening
    evening.close()


def handed_in(evening: Evening, content: bytes, title: str = "Áp phích", *, in_loop: bool = True) -> str:
    return kept_in(evening.house, evening.cast, content, title, in_loop=in_loop)


def kept_in(house: House, cast: Cast, content: bytes, title: str = "Áp phích", *, in_loop: bool = True) -> str:
    stream = io.BytesIO(content)
    with received(stream, Purpose.POSTER, posters.folder_of(house)) as checked:
        return act(house, cast.director, posters.keep, checked, title, in_loop=in_loop).key


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(("form", "name"), [("PNG", "png"), ("JPEG", "jpeg"), ("WEBP", "webp")])
def test_a_picture_is_drawn_anew_without_what_was_hidden_in_it(
    look: Callable[[bytes], dict[str, object]], tmp_path: Path, form: str, name: str
) -> None:
    exif = Image.Exif()
    exif[0x010E] = "nhà riêng"
    facts = look(picture(form, exif=exif))
    assert facts == {"format": name, "width": 160, "height": 90, "duration_ms": None}
    assert "nhà riêng".encode() not in (tmp_path / "safe").read_bytes()


def test_a_picture_larger_than_any_wall_is_made_smaller(look: Callable[[bytes], dict[str, object]]) -> None:
    assert look(picture("PNG", (4000, 500)))["width"] == 3840


def test_a_photo_is_turned_upright(look: Callable[[bytes], dict[str, object]]) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    facts = look(picture("JPEG", exif=exif))
    assert (facts["width"], facts["height"]) == (90, 160)


def test_a_drawing_becomes_a_picture_and_nothing_of_its_markup_is_kept(
    look: Callable[[bytes], dict[str, object]], tmp_path: Path
) -> None:
    facts = look(SVG)
    assert (facts["format"], facts["width"]) == ("png", 2560)
    with Image.open(tmp_path / "safe") as shown:
        assert shown.getpixel((1280, 720))[:3] == (255, 211, 107)
    assert b"script" not in (tmp_path / "safe").read_bytes()


@pytest.mark.parametrize(("name", "form"), [("clip.mp4", "mp4"), ("clip.webm", "webm")])
def test_a_clip_is_kept_as_it_is_with_its_size(
    look: Callable[[bytes], dict[str, object]], tmp_path: Path, name: str, form: str
) -> None:
    content = (CLIPS / name).read_bytes()
    facts = look(content)
    assert (facts["format"], facts["width"], facts["height"]) == (form, 320, 180)
    assert (tmp_path / "safe").read_bytes() == content


MP4 = (CLIPS / "clip.mp4").read_bytes()
WEBM = (CLIPS / "clip.webm").read_bytes()
REFUSED = {
    "a ZIP": (zipped(), "kind"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "kind"),
    "an empty MP4": (b"\x00\x00\x00\x18ftypisom" + bytes(12), "two-in-one"),
    "a PNG and a ZIP": (picture("PNG") + zipped(), "two-in-one"),
    "a JPEG and a ZIP": (picture("JPEG") + zipped(), "two-in-one"),
    "a JPEG and a page": (picture("JPEG") + b"<html><script>alert(1)</script>", "two-in-one"),
    "a WebP and a ZIP": (picture("WEBP") + zipped(), "two-in-one"),
    "an MP4 and a ZIP": (MP4 + zipped(), "two-in-one"),
    "a WebM and a page": (WEBM + b"<html>", "two-in-one"),
    "half of an MP4": (MP4[: len(MP4) // 2], "two-in-one"),
    "a PNG with a broken middle": (picture("PNG")[:60] + b"x" * 40 + picture("PNG")[-12:], "broken"),
    "a bomb of entities": (BOMB, "broken"),
    "a drawing that reads the disk": (SVG.replace(b"</svg>", b'<image href="/etc/passwd"/></svg>'), "links"),
    "a drawing without end": (b'<svg xmlns="http://www.w3.org/2000/svg"><nothing', "broken"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_picture_and_no_clip_is_refused(look: Callable[[bytes], dict[str, object]], what: str) -> None:
    content, reason = REFUSED[what]
    assert look(content) == {"refused": reason}


def test_a_clip_is_no_photo(look: Callable[..., dict[str, object]]) -> None:
    assert look(MP4, frozenset({Kind.IMAGE})) == {"refused": "kind"}


def test_a_camera_may_leave_its_private_data_behind_a_jpeg(tmp_path: Path) -> None:
    (tmp_path / "photo").write_bytes(picture("JPEG") + b"camera" * 20)
    assert is_alone(tmp_path / "photo", "jpeg")


def test_a_name_says_nothing_about_a_form() -> None:
    assert form_of(picture("PNG")) == "png"
    assert form_of(b"clip.mp4") is None


def test_a_file_is_kept_listed_and_shown(evening: Evening) -> None:
    key = handed_in(evening, picture("PNG"), "Tuần lễ Chuyển đổi số")
    folder = posters.folder_of(evening.house)
    assert names(folder) == [f"{key}.png"]
    with evening.house.act(evening.cast.director.actor) as work:
        cue = Cue(scene="media", title="Áp phích", position=999_999, params={"media": key, "fill": True})
        work.session.add(cue)
        work.session.flush()
        cue_id = cue.id
    evening.take(cue=cue_id)
    shown = evening.topic("stage")
    assert shown["media"]["url"] == f"/media/{key}"
    assert (shown["fill"], shown["media"]["kind"], shown["since"]) == (True, "image", START_MS)
    with pytest.raises(WrongState):
        act(evening.house, evening.cast.organiser, posters.remove, key)
    evening.take(cue=evening.cue("holding"))
    assert [each["title"] for each in evening.topic("stage")["posters"]] == ["Tuần lễ Chuyển đổi số"]
    evening.take(cue=evening.cue("team"))
    act(evening.house, evening.cast.organiser, posters.remove, key)
    assert names(folder) == []
    with evening.house.reading() as rows, pytest.raises(NotFound):
        posters.get(rows, key)


def test_the_loop_is_in_the_order_that_people_give_it(evening: Evening) -> None:
    first, second = handed_in(evening, picture("PNG"), "Một"), handed_in(evening, picture("JPEG"), "Hai")
    act(evening.house, evening.cast.director, posters.move_up, second)
    with evening.house.reading() as rows:
        assert [row.title for row in posters.listed(rows)] == ["Hai", "Một"]
    act(evening.house, evening.cast.director, posters.set_in_loop, first, False)
    evening.take(cue=evening.cue("holding"))
    assert [each["title"] for each in evening.topic("stage")["posters"]] == ["Hai"]
    with evening.house.reading() as rows:
        acts = set(rows.scalars(select(AuditEntry.act)))
    assert {"keep_poster", "move_poster", "unloop_poster"} <= acts


def test_a_secretary_hands_in_nothing(evening: Evening) -> None:
    folder = posters.folder_of(evening.house)
    with pytest.raises(Forbidden), received(io.BytesIO(picture("PNG")), Purpose.POSTER, folder) as checked:
        act(evening.house, evening.cast.secretary, posters.keep, checked, "Áp phích")
    assert names(folder) == []


def test_an_act_that_fails_leaves_no_file(evening: Evening) -> None:
    folder = posters.folder_of(evening.house)

    def keep_and_fail(checked: Checked) -> None:
        with evening.house.act(evening.cast.director.actor) as work:
            posters.keep(work, checked, "Áp phích")
            raise ArithmeticError

    with received(io.BytesIO(picture("PNG")), Purpose.POSTER, folder) as checked, pytest.raises(ArithmeticError):
        keep_and_fail(checked)
    assert names(folder) == []
    with evening.house.reading() as rows:
        assert posters.listed(rows) == []


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "Tệp rỗng"), (zipped(), "không phải ảnh PNG"), (bytes(100), "không phải ảnh PNG")]
)
def test_a_refusal_says_why_and_leaves_nothing(evening: Evening, content: bytes, words: str) -> None:
    with pytest.raises(Invalid) as refusal:
        handed_in(evening, content)
    assert words in refusal.value.faults[0].message
    assert names(posters.folder_of(evening.house)) == []


def test_a_file_beyond_the_limit_is_cut_off_on_its_way(evening: Evening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contest.services.files.checking.MOST_BYTES", {Purpose.POSTER: 1000})
    with pytest.raises(Invalid) as refusal:
        handed_in(evening, bytes(2000))
    assert refusal.value.faults[0].code == "large"


@pytest.fixture
def backup(house: House, cast: Cast, tmp_path: Path) -> tuple[str, Path]:
    """The key of a poster, and a backup that holds it."""
    house.folder = tmp_path
    key, file = kept_in(house, cast, picture("PNG")), tmp_path / "backup.zip"
    made = make_backup(house.database, file, secret=None, product="1", now_ms=START_MS, folder=tmp_path)
    assert made.posters == 1
    return key, file


def test_a_backup_gives_the_posters_back(backup: tuple[str, Path], tmp_path: Path, clock: FakeClock) -> None:
    key, file = backup
    there = tmp_path / "there"
    there.mkdir()
    restore(file, there / "contest.db", there / "secret_key", now=clock)
    assert (there / "media" / f"{key}.png").read_bytes() == (tmp_path / "media" / f"{key}.png").read_bytes()
    with closing(sqlite3.connect(there / "contest.db")) as rows:
        assert rows.execute("SELECT key FROM poster").fetchall() == [(key,)]


@pytest.mark.parametrize("change", ["swap", "drop", "stranger"])
def test_a_backup_whose_posters_were_changed_is_refused(backup: tuple[str, Path], tmp_path: Path, change: str) -> None:
    key, file = backup
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(other, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == f"media/{key}.png":
                if change == "drop":
                    continue
                content = b"x" if change == "swap" else content
            target.writestr(name, content)
        if change == "stranger":
            target.writestr("media/../../stranger.png", b"x")
            target.writestr("media/stranger.png", b"x")
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(Altered):
        unpack(other, out)
    assert not (tmp_path / "stranger.png").exists()


def test_a_row_keeps_what_its_file_is(evening: Evening) -> None:
    key = handed_in(evening, (CLIPS / "clip.webm").read_bytes(), "Clip", in_loop=False)
    with evening.house.reading() as rows:
        row = rows.scalar(select(Poster).where(Poster.key == key))
        assert row is not None
        assert (row.mime, row.kind, row.in_loop, row.width) == ("video/webm", "video", False, 320)
