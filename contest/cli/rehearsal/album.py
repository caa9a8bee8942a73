"""Which moments of a rehearsed contest are worth a picture, and how they are reached."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contest.cli.rehearsal.crew import Client
from contest.cli.rehearsal.evening import Evening

WALL = {"width": 1920, "height": 1080}
CONSOLE = {"width": 1440, "height": 900}
DESK = {"width": 1366, "height": 768}
LANDSCAPE = {"width": 1024, "height": 768}
PORTRAIT = {"width": 768, "height": 1024}
PHONE = {"width": 390, "height": 844}
SETTLE_S = 0.7  # the screens are asked to stand still, so that a picture shows a scene as it stays
STAR = "binh-son"
SKIT = "tieu-pham"
PAD_JUDGE = "j3"


@dataclass(slots=True)
class Album:
    """Open pages of one contest, and the pictures taken of them."""

    browser: Any
    links: dict[str, Any]
    out: Path
    taken: list[str] = field(default_factory=list)
    _pages: dict[str, Any] = field(default_factory=dict)

    def page(self, name: str, url: str, size: dict[str, int]) -> Any:
        """A page in a profile of its own; the same one again under the same name."""
        if name not in self._pages:
            page = self.browser.new_context(viewport=size, device_scale_factor=1).new_page()
            page.goto(url)
            self._pages[name] = page
        return self._pages[name]

    def shoot(self, page: Any, name: str, *, clear: bool = False, wait_s: float = SETTLE_S) -> None:
        """A picture once the page has settled; `clear` keeps the transparent ground of an overlay."""
        time.sleep(wait_s)
        page.screenshot(path=str(self.out / f"{name}.png"), omit_background=clear)
        self.taken.append(name)

    def take_both_days(self, evening: Evening) -> None:
        """Plays the contest through, stopping for a picture of every scene, tablet, console, desk and phone."""
        stage = self.page("stage", f"{self.links['stage']['url']}?still", WALL)
        overlay = self.page("overlay", f"{self.links['overlay']['url']}?still", WALL)
        self.page("director", self.links["director"]["url"], CONSOLE)
        self.page("secretary", self.links["secretary"]["url"], DESK)
        judge = next(j for j in self.links["judges"] if j["key"] == PAD_JUDGE)
        self.page("judge", judge["url"], LANDSCAPE)
        first, last = [r["key"] for r in evening.crew.organiser.get("/contest")["rounds"]]
        seen: set[str] = set()
        for key in (first, last):
            self._play(evening, key, stage, overlay, seen)
        evening.crew.director.post("/show/black", bus="both")
        self.shoot(stage, "blank")
        phone = self.page("public", self.links["public"]["url"], PHONE)
        phone.reload()
        self.shoot(phone, "public-phone", wait_s=1)
        phone.set_viewport_size(DESK)
        self.shoot(phone, "public", wait_s=1)

    def _play(self, evening: Evening, key: str, stage: Any, overlay: Any, seen: set[str]) -> None:
        evening.begin(key)
        done: set[int] = set()
        coming = evening.cues(key)
        while coming:
            cue = coming.pop(0)
            done.add(cue["id"])
            if _is_star(evening.crew.secretary, cue):
                self._star(evening, cue, stage, overlay)
                continue
            if evening.play_cue(key, cue):
                coming = [c for c in evening.cues(key) if c["id"] not in done]
            name = _name(key, cue)
            if name and name not in seen:
                seen.add(name)
                stage.wait_for_selector(f"main.scene-{cue['scene']}", timeout=20_000)
                self.shoot(stage, name)
                self.shoot(overlay, f"overlay-{name}", clear=True, wait_s=0)
        evening.finish(key)

    def _star(self, evening: Evening, cue: dict[str, Any], stage: Any, overlay: Any) -> None:
        """The skit of one team, with all that happens around it."""
        crew, performance = evening.crew, cue["performance"]
        if cue["scene"] in ("team", "performing"):
            crew.secretary.post(f"/performances/{performance}/open")
        crew.director.post("/show/take", bus="both", cue=cue["id"])
        if cue["scene"] == "team":
            self.shoot(stage, "team")
            self.shoot(overlay, "overlay-team", clear=True, wait_s=0)
        elif cue["scene"] == "performing":
            self._clock(crew.director, performance, stage, overlay)
            crew.secretary.post(f"/performances/{performance}/adjustments", points="-0.25", reason="Quá giờ 45 giây")
        elif cue["scene"] == "scoring":
            self._sheets(evening, performance, stage, overlay)
        elif cue["scene"] == "score":
            self.shoot(stage, "score-total")
            self.shoot(overlay, "overlay-score", clear=True, wait_s=0)

    def _clock(self, director: Client, performance: int, stage: Any, overlay: Any) -> None:
        start = time.monotonic()
        director.post("/clock/start", performance=performance)
        for at_s, name in ((4.4, "performing"), (11.2, "performing-amber"), (12.75, "performing-over")):
            time.sleep(max(0.0, start + at_s - time.monotonic()))
            self.shoot(stage, name, wait_s=0)
            if name == "performing":
                self.shoot(overlay, "overlay-clock", clear=True, wait_s=0)
            if name == "performing-amber":
                self.shoot(self._pages["director"], "console", wait_s=0)
        director.post("/clock/stop")

    def _sheets(self, evening: Evening, performance: int, stage: Any, overlay: Any) -> None:
        """Five sheets come in, the judge of the picture is still marking; then the last two."""
        crew, pad = evening.crew, self._pages["judge"]
        facts = crew.secretary.get(f"/snapshot/performance.{performance}")["data"]
        late = [PAD_JUDGE, "j6"]
        for judge in facts["sheets"]:
            if judge not in late:
                evening.mark(judge, performance, STAR, SKIT)
        for criterion, typed in (("noi-dung", "17,5"), ("kich-ban", "8,25"), ("dien-xuat", "10,5"), ("dao-cu", "")):
            pad.get_by_test_id(f"criterion-{criterion}").click()
            pad.keyboard.type(typed)
        self.shoot(pad, "judge", wait_s=1.5)
        self.shoot(stage, "scoring")
        self.shoot(overlay, "overlay-scoring", clear=True, wait_s=0)
        self.shoot(self._pages["secretary"], "secretary", wait_s=0.5)
        pad.keyboard.type("6,75")
        self.shoot(pad, "judge-ready", wait_s=1.5)
        pad.set_viewport_size(PORTRAIT)
        self.shoot(pad, "judge-ready-portrait", wait_s=0.5)
        pad.set_viewport_size(LANDSCAPE)
        pad.get_by_test_id("submit").click()
        self.shoot(pad, "judge-review", wait_s=0.8)
        pad.get_by_test_id("confirm-submit").click()
        self.shoot(pad, "judge-submitted", wait_s=1.5)
        evening.mark("j6", performance, STAR, SKIT)
        crew.secretary.post(f"/performances/{performance}/lock")


def _is_star(secretary: Client, cue: dict[str, Any]) -> bool:
    """Whether the cue belongs to the performance that is played slowly: the skit of one team, in the first round."""
    if not cue["performance"] or cue["round"] != "vong-loai":
        return False
    facts = secretary.get(f"/snapshot/performance.{cue['performance']}")["data"]
    return bool(facts["team"]["key"] == STAR and facts["section"]["key"] == SKIT)


def _name(key: str, cue: dict[str, Any]) -> str | None:
    """What a scene's picture is called; None for scenes that are taken elsewhere."""
    scene = cue["scene"]
    if scene == "score":
        return "score" if key == "chung-ket" else None
    if scene == "award":
        return {"Giải Nhất toàn đoàn": "award", "Giải Ba": "award-third"}.get(cue["title"], "award-special")
    if scene == "standings":
        return "standings" if key == "vong-loai" else "standings-final"
    return scene if scene in ("holding", "advancing", "podium") else None
