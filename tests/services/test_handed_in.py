"""Files of a registration: known by their content, kept apart, given out by permission, gone when taken out."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from contest.db.models import Cue, Performance, Registration, StoredFile, Team
from contest.domain.errors import Invalid
from contest.domain.registration import FileKind
from contest.live.scenes import MediaFile
from contest.services.actor import PUBLIC, Actor, Role
from contest.services.backups import make_backup
from contest.services.files import handed_in
from contest.services.files.receiving import received
from contest.services.files.team_pictures import team_picture
from contest.services.house import House
from contest.services.permissions import Forbidden, NotKnown
from contest.services.refusals import WrongState
from contest.services.registration import reviewing, submitting
from contest.services.registration.run_sheet import music_list
from contest.services.restoring import restore
from contest.services.show import takes
from contest.services.topics import envelope
from tests.cast import Cast
from tests.factories import FakeClock, act
from tests.registering import PDF, begin, bomb, document, fill_in, hand_in, music, open_window, photo, row_of

STAGE, OVERLAY = Actor(Role.STAGE, "Màn hình"), Actor(Role.OVERLAY, "Lớp phủ")
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def kept(house: House) -> list[Path]:
    """The files that lie in the data folder."""
    return [path for path in handed_in.folder_of(house).glob("*") if path.is_file()]


def test_a_photo_is_drawn_anew_and_says_nothing_of_its_place(house: House, cast: Cast) -> None:
    open_window(house, cast)
    begun = begin(house)
    sent = photo((3000, 2000), place=True)
    assert b"CANARY-CAMERA" in sent
    number = hand_in(house, begun, FileKind.PHOTO, sent, "../../etc/đội của tôi.PNG")
    (file,) = row_of(house, begun.number).files
    assert (file.id, file.name, file.media_type) == (number, "đội của tôi.jpg", "image/jpeg")
    for path in kept(house):
        with Image.open(path) as picture:
            assert not picture.getexif()
        assert b"CANARY-CAMERA" not in path.read_bytes()
    assert file.thumb_sha256 is not None
    with Image.open(handed_in.path_of(house, file.thumb_sha256)) as small:
        assert max(small.size) == 480


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        (FileKind.PHOTO, SVG, "SVG không được nhận"),
        (FileKind.LOGO, b"\xef\xbb\xbf" + SVG, "SVG không được nhận"),
        (FileKind.PHOTO, b"GIF89a" + SVG, "SVG không được nhận"),
        (FileKind.PHOTO, b"<html><body>", "mã trang web"),
        (FileKind.PHOTO, b"#!/bin/sh\n", "mã trang web"),
        (FileKind.PHOTO, PDF, "không phải ảnh"),
        (FileKind.PHOTO, photo()[:300], "hỏng|cắt cụt"),
        (FileKind.PHOTO, photo() + b"PK\x03\x04" + b"PK\x05\x06" + b"\0" * 18, "hỏng|cắt cụt"),
        (FileKind.PHOTO, b"", "rỗng"),
        (FileKind.MUSIC, photo(), "không phải nhạc"),
        (FileKind.MUSIC, b"ID3" + b"\0" * 400, "hỏng hoặc không có tiếng"),
        (FileKind.MUSIC, b"RIFF\x24\0\0\0WAVE<script>", "không phải nhạc"),
        (FileKind.CLIP, music(), "không phải phim"),
        (FileKind.CLIP, b"\0\0\0\x18ftypisom" + b"\0" * 200, "hỏng|cắt cụt"),
        (FileKind.SCRIPT, photo(), "không phải văn bản"),
        (FileKind.SCRIPT, bomb(), "phình ra quá lớn"),
        (FileKind.SCRIPT, document(**{"word/vbaProject.bin": b"x"}), "macro"),
        (FileKind.SCRIPT, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "kiểu cũ"),
        (FileKind.SCRIPT, b"%PDF-1.7 <script>x</script>\n%%EOF", "không phải văn bản"),
        (FileKind.SCRIPT, b"PK\x03\x04broken", "không phải văn bản"),
    ],
    ids=[
        "svg", "svg behind a mark", "gif that is svg", "page", "script", "pdf", "cut off", "picture and zip", "empty",
        "picture as music", "music without music", "music with code", "music as clip", "clip without film",
        "picture as script", "zip bomb", "macros", "old word", "pdf with code", "broken zip",
    ],
)  # fmt: skip
def test_the_wrong_kind_is_refused_in_words_and_nothing_is_left(
    house: House, cast: Cast, kind: FileKind, content: bytes, words: str
) -> None:
    open_window(house, cast)
    begun = begin(house)
    with pytest.raises(Invalid, match=words):
        hand_in(house, begun, kind, content, "anh.jpg", 1)
    assert kept(house) == []
    assert list(handed_in.folder_of(house).glob(".incoming-*")) == []


def test_a_file_beyond_its_limit_is_refused_while_it_comes(house: House, cast: Cast) -> None:
    open_window(house, cast)
    begun = begin(house)

    class Endless(io.RawIOBase):
        taken = 0

        def read(self, size: int = -1) -> bytes:
            self.taken += size
            assert self.taken < 8_000_000, "read on beyond the limit of 5 MB"
            return b"\xff" * size

    with pytest.raises(Invalid, match="5 MB"), received(house, Endless(), "a.jpg", FileKind.PHOTO):
        pass
    assert kept(house) == []
    assert begun.number == 1


def test_music_tells_how_long_it_plays_and_documents_stay_as_they_are(house: House, cast: Cast) -> None:
    open_window(house, cast)
    begun = begin(house)
    hand_in(house, begun, FileKind.MUSIC, music(1.5), "nhạc nền.mp3", 1)
    script = document()  # once: the archive in it tells its time to two seconds
    hand_in(house, begun, FileKind.SCRIPT, script, "kịch bản.doc", 1)
    found = {file.kind: file for file in row_of(house, begun.number).files}
    assert (found["music"].name, found["music"].duration_ms) == ("nhạc nền.wav", 1500)
    assert found["script"].name == "kịch bản.docx"
    assert handed_in.path_of(house, found["script"].sha256).read_bytes() == script
    assert row_of(house, begun.number).performances[0].script_state == "pending"


def test_a_new_one_takes_the_place_of_the_old_and_its_bytes_go(house: House, cast: Cast) -> None:
    open_window(house, cast)
    begun = begin(house)
    hand_in(house, begun, FileKind.SCRIPT, PDF, "một.pdf", 1)
    file = hand_in(house, begun, FileKind.SCRIPT, document(), "hai.docx", 1)
    assert [each.name for each in row_of(house, begun.number).files] == ["hai.docx"]
    assert len(kept(house)) == 1
    with house.act(begun.actor) as work:
        handed_in.remove(work, begun.number, file)
    assert kept(house) == []


def test_bytes_that_two_registrations_share_stay_while_one_needs_them(house: House, cast: Cast) -> None:
    open_window(house, cast)
    one, other = begin(house), begin(house)
    file = hand_in(house, one, FileKind.SCRIPT, PDF, "một.pdf", 1)
    hand_in(house, other, FileKind.SCRIPT, PDF, "một.pdf", 1)
    with house.act(one.actor) as work:
        handed_in.remove(work, one.number, file)
    assert len(kept(house)) == 1


def test_an_act_that_fails_leaves_no_bytes(house: House, cast: Cast) -> None:
    open_window(house, cast)
    begun = begin(house)
    fill_in(house, begun)
    with house.act(begun.actor) as work:
        submitting.submit(work, begun.number, confirmed=True)
    with pytest.raises(WrongState):
        hand_in(house, begun, FileKind.SCRIPT, PDF, "một.pdf", 1)
    assert kept(house) == []


def test_who_may_open_what(house: House, cast: Cast) -> None:
    open_window(house, cast)
    begun, other = begin(house), begin(house)
    fill_in(house, begun)
    files = {
        "photo": hand_in(house, begun, FileKind.PHOTO, photo()),
        "music": hand_in(house, begun, FileKind.MUSIC, music(0.2), "nhac", 1),
        "script": hand_in(house, begun, FileKind.SCRIPT, PDF, "kb", 1),
    }
    people = {
        "own": begun.actor, "other": other.actor, "organiser": cast.organiser.actor, "director": cast.director.actor,
        "stage": STAGE, "overlay": OVERLAY, "judge": cast.judge(1).actor, "secretary": cast.secretary.actor,
    }  # fmt: skip

    def openers(kind: str) -> set[str]:
        found = set()
        for name, actor in people.items():
            with house.reading() as rows:
                try:
                    handed_in.open_file(rows, [actor], files[kind])
                    found.add(name)
                except Forbidden:
                    pass
        return found

    assert openers("photo") == openers("music") == openers("script") == {"own", "organiser"}
    with house.reading() as rows, pytest.raises(NotKnown):
        handed_in.open_file(rows, [], files["photo"])
    with house.reading() as rows, pytest.raises(Forbidden):
        handed_in.open_file(rows, [PUBLIC], files["photo"])
    with house.act(begun.actor) as work:
        submitting.submit(work, begun.number, confirmed=True)
    act(house, cast.organiser, reviewing.approve, begun.number)
    assert openers("photo") == {"own", "organiser", "director", "stage", "overlay"}
    assert openers("music") == openers("script") == {"own", "organiser", "director"}


def test_a_screen_never_shows_what_nobody_has_looked_at(house: House, cast: Cast) -> None:
    """An approved team takes its registration back and changes its photo: the wall keeps the approved one."""
    open_window(house, cast)
    begun = begin(house)
    fill_in(house, begun)
    first = hand_in(house, begun, FileKind.PHOTO, photo())

    def on_the_wall() -> str | None:
        with house.reading() as rows:
            row = rows.get_one(Registration, begun.number)
            picture = team_picture(rows, row.team) if row.team else None
            return picture.url if picture else None

    def decide() -> None:
        with house.act(begun.actor) as work:
            submitting.submit(work, begun.number, confirmed=True)
        act(house, cast.organiser, reviewing.approve, begun.number)

    decide()
    with house.act(begun.actor) as work:
        submitting.take_back(work, begun.number)
    second = hand_in(house, begun, FileKind.PHOTO, photo((800, 500)))
    assert [file.id for file in row_of(house, begun.number).files] == [second]
    assert on_the_wall() == f"/files/{first}"
    with house.reading() as rows:
        handed_in.open_file(rows, [STAGE], first)
        with pytest.raises(Forbidden):
            handed_in.open_file(rows, [STAGE], second)
    decide()
    assert on_the_wall() == f"/files/{second}"
    assert len(kept(house)) == 2, "the new photo and its small picture; the old ones are gone"


def test_files_that_no_row_names_are_swept_and_posters_are_left(house: House, cast: Cast, clock: FakeClock) -> None:
    open_window(house, cast)
    begun = begin(house)
    hand_in(house, begun, FileKind.SCRIPT, PDF, "kb.pdf", 1)
    folder = handed_in.folder_of(house)
    for name in ("f" * 64, "poster-key.png"):
        (folder / name).write_bytes(b"x")
    clock.now = int(time.time() * 1000)
    assert handed_in.sweep(house) == 0, "an upload may be under way"
    clock.tick(25 * 3_600_000)
    assert handed_in.sweep(house) == 1
    assert {path.name[:6] for path in kept(house)} == {row_of(house, begun.number).files[0].sha256[:6], "poster"}


def test_a_backup_has_them_and_gives_them_back(house: House, cast: Cast, tmp_path: Path) -> None:
    open_window(house, cast)
    begun = begin(house)
    hand_in(house, begun, FileKind.PHOTO, photo())
    archive, target = tmp_path / "b.zip", tmp_path / "elsewhere"
    target.mkdir()
    folder = house.folder
    manifest = make_backup(house.database, archive, secret=None, product="1", now_ms=house.now(), folder=folder)
    assert manifest.posters == 2
    restore(archive, target / "contest.db", target / "secret_key", now=house.now)
    assert {path.name for path in (target / "media").iterdir()} == {path.name for path in kept(house)}


def test_a_script_is_returned_with_a_remark_and_looked_at_again(house: House, cast: Cast) -> None:
    open_window(house, cast)
    begun = begin(house)
    hand_in(house, begun, FileKind.SCRIPT, PDF, "kb.pdf", 1)
    entry = row_of(house, begun.number).performances[0].id
    with pytest.raises(Invalid):
        act(house, cast.organiser, reviewing.decide_script, begun.number, entry, approved=False)
    act(house, cast.organiser, reviewing.decide_script, begun.number, entry, approved=False, remark="Bớt lời.")
    row = row_of(house, begun.number)
    assert (row.performances[0].script_state, row.performances[0].script_remark) == ("returned", "Bớt lời.")
    hand_in(house, begun, FileKind.SCRIPT, document(), "kb.docx", 1)
    assert row_of(house, begun.number).performances[0].script_state == "pending"
    act(house, cast.organiser, reviewing.decide_script, begun.number, entry, approved=True)
    assert row_of(house, begun.number).performances[0].script_state == "approved"


def test_the_sound_desk_has_the_music_in_running_order(house: House, cast: Cast) -> None:
    open_window(house, cast)
    begun = begin(house)
    fill_in(house, begun)
    hand_in(house, begun, FileKind.MUSIC, music(2), "nhạc", 1)
    with house.reading() as rows:
        assert all(not turn.tracks for sheet in music_list(rows) for turn in sheet.turns), "not before it takes part"
    with house.act(begun.actor) as work:
        submitting.submit(work, begun.number, confirmed=True)
    act(house, cast.organiser, reviewing.approve, begun.number)
    with house.reading() as rows:
        (sheet,) = music_list(rows)
        names = [StoredFile.kind.key, *(turn.team for turn in sheet.turns)]
    played = [turn for turn in sheet.turns if turn.tracks]
    assert len(names) == 11
    assert [(turn.number, turn.team, turn.title, turn.needs) for turn in played] == [
        (5, "Sông Trà", "Sông Trà gọi", "Hai micrô")
    ]
    assert (played[0].tracks[0].name, played[0].tracks[0].length) == ("nhạc.wav", "0:02")


def test_the_stage_introduces_a_team_with_its_photo(house: House, cast: Cast) -> None:
    open_window(house, cast)
    begun = begin(house)
    fill_in(house, begun)
    file = hand_in(house, begun, FileKind.PHOTO, photo(), "Trần Văn Hậu và các bạn.jpg")

    def picture() -> MediaFile | None:
        with house.reading() as rows:
            row = rows.get_one(Registration, begun.number)
            return team_picture(rows, row.team) if row.team else None

    assert picture() is None
    with house.act(begun.actor) as work:
        submitting.submit(work, begun.number, confirmed=True)
    act(house, cast.organiser, reviewing.approve, begun.number)
    assert picture() == MediaFile(f"/files/{file}", "image", "Sông Trà", 640, 400)
    with house.reading() as rows:
        own = select(Performance.id).join(Team).where(Team.title == "Sông Trà")
        cue = rows.scalars(select(Cue.id).where(Cue.scene == "team", Cue.performance_id.in_(own))).first()
    act(house, cast.director, takes.take, "stage", cue)
    with house.reading() as rows:
        shown = envelope(house, "stage", rows)["data"]
    assert shown["photo"]["url"] == f"/files/{file}"
    assert "Hậu" not in str(shown)
