"""Frames a second of every scene on the real page of the hall, beside an empty page with one moving box.

The page, its styles and its scripts are the server's own; only the live channel is played from here, so that each scene
comes on from an empty ground at a moment of our choosing. Figures, names and prizes are made up.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from contest.cli.benchmarks.glass import FLAGS, chromium
from contest.live import scenes as live
from contest.live.scenes import Scene, TeamName

CHANNEL = Path(__file__).parent / "channel.js"
WALLS = ((1920, 1080, 60), (3840, 1080, 30))
"""Width, height, and the frames a second that are asked of it."""

LONG_MS = 50
WATCHED_MS = 2200
FLOOR_MS = 1000
NAMES = (
    "Huyện Bình Sơn", "Thành phố Quảng Ngãi", "Sở Lao động - Thương binh và Xã hội",
    "Ban Quản lý Khu kinh tế Dung Quất và các Khu công nghiệp Quảng Ngãi", "Huyện Mộ Đức", "Thị xã Đức Phổ",
)  # fmt: skip
TEAMS = tuple(TeamName(f"t{n}", NAMES[n % len(NAMES)], f"Đội {n + 1}", "Khối thi") for n in range(20))
SECTION = "Tiểu phẩm tuyên truyền"

MEASURE = """async ([frame, watched]) => {
  const times = [];
  let going = true;
  let longest = 0;
  const tasks = new PerformanceObserver((list) => {
    for (const each of list.getEntries()) longest = Math.max(longest, each.duration);
  });
  tasks.observe({ entryTypes: ["longtask"] });
  const tick = (now) => { times.push(now); if (going) requestAnimationFrame(tick); };
  globalThis.bench?.take(frame);
  const began = performance.now();
  requestAnimationFrame(tick);
  await new Promise((done) => setTimeout(done, watched));
  going = false;
  const took = performance.now() - began;
  await new Promise((done) => setTimeout(done, 60));
  tasks.disconnect();
  const gaps = times.slice(1).map((t, i) => t - times[i]).sort((a, b) => a - b);
  return { fps: times.length / took * 1000, longest, p95: gaps[Math.floor(gaps.length * 0.95)] ?? took };
}"""
BOX = """() => {
  document.body.style.background = "#0a1a3f";
  const box = document.createElement("div");
  Object.assign(box.style, { width: "80px", height: "80px", background: "#3cc8ff", willChange: "transform" });
  document.body.append(box);
  box.animate({ transform: ["translateX(0)", "translateX(900px)"] }, { duration: 2000, iterations: Infinity });
}"""


def rows(links: dict[str, Any], *, quick: bool) -> list[dict[str, Any]]:
    """A row a scene and wall: frames a second, the 95th percentile between two, the longest task, and the floor."""
    walls = WALLS[:1] if quick else WALLS
    found = []
    for width, height, goal in walls:
        with _page(links["stage"]["url"], width, height) as (stage, empty):
            for name, frame in _frames(quick=quick):
                floor = empty.evaluate(MEASURE, [None, FLOOR_MS])  # each time anew: other programs come and go
                stage.evaluate(MEASURE, [{"scene": "blank"}, 700])
                seen = stage.evaluate(MEASURE, [frame, WATCHED_MS])
                found.append(_row(name, f"{width}×{height}", goal, seen, floor))
    return found


def as_table(found: Sequence[dict[str, Any]]) -> str:
    """The rows for people."""
    lines = [f"{'scene on the glass':<34}{'frames/s':>10}{'goal':>6}{'p95 gap':>10}{'longest task':>14}{'floor':>8}"]
    for row in found:
        task = f"{row['longest_task_ms']:.0f} ms" if row["longest_task_ms"] else f"< {LONG_MS} ms"
        name = f"{row['name']} {row['wall']}"
        gap = f"{row['p95_gap_ms']:.1f} ms"
        lines.append(f"{name:<34}{row['fps']:>10.1f}{row['goal']:>6}{gap:>10}{task:>14}{row['floor']['fps']:>8.1f}")
    return "\n".join(lines) + "\n"


def _row(name: str, wall: str, goal: int, seen: dict[str, float], floor: dict[str, float]) -> dict[str, Any]:
    return {
        "name": name,
        "wall": wall,
        "fps": round(seen["fps"], 1),
        "goal": goal,
        "p95_gap_ms": round(seen["p95"], 1),
        "longest_task_ms": round(seen["longest"]),
        "floor": {"name": "empty page, one moving box", "fps": round(floor["fps"], 1)},
    }


@contextmanager
def _page(url: str, width: int, height: int) -> Iterator[tuple[Any, Any]]:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a package for tests, absent in the hall

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        context = browser.new_context(viewport={"width": width, "height": height})
        empty = context.new_page()
        empty.evaluate(BOX)
        empty.evaluate(MEASURE, [None, 300])
        stage = context.new_page()
        client = CHANNEL.read_text(encoding="utf-8")
        stage.route("**/socket.io.esm.min.js", lambda r: r.fulfill(body=client, content_type="text/javascript"))
        stage.goto(url)
        end = time.monotonic() + 20
        while not stage.evaluate("() => Boolean(globalThis.bench)") and time.monotonic() < end:
            stage.wait_for_timeout(100)
        empty.bring_to_front()
        yield _Fronted(stage), _Fronted(empty)
        browser.close()


class _Fronted:
    """A page that is brought to the front before it is measured: a browser draws only what is seen."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def evaluate(self, script: str, argument: Any) -> Any:
        self.page.bring_to_front()
        return self.page.evaluate(script, argument)


def _frames(*, quick: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    now = int(time.time() * 1000)
    clock = {"state": "running", "duration_ms": 600_000, "warning_ms": 60_000, "rate": 1, "left_ms": None}
    more: dict[str, dict[str, Any]] = {
        "performing": {"clock": clock | {"ends_at": now + 300_000}},
        "scoring": {"sheets": {"in": 5, "of": 7}},
    }
    for scene in _samples()[:: 4 if quick else 1]:
        name = scene.name.value
        yield name, scene.to_json() | more.get(name, {}) | {"held": False, "bus": "stage"}


def _samples() -> list[Scene]:
    """Every scene whose picture is the page's own; of media the picture is its maker's."""
    team = TEAMS[3]
    judges = tuple(live.JudgeFigure(f"GK {n}", f"4{n},25", live.JudgeState.COUNTED) for n in range(1, 8))
    lines = (live.ScoreLine(live.LineKind.MEAN, "Trung bình 7 phiếu", "43,60"),)
    points = [f"{95 - n},25" for n in range(len(TEAMS))]
    table = tuple(live.StandingRow(n, t, points[n - 1], n < 7) for n, t in enumerate(TEAMS, 1))
    places = ((1, "Giải Nhất"), (2, "Giải Nhì"), (3, "Giải Ba"), (3, "Giải Ba"))
    agenda = tuple(live.ProgrammeLine("02/10", f"{18 + n}:30", f"Phần {n} của chương trình") for n in range(1, 5))
    panel = tuple(live.JuryMember(f"j{n}", f"Giám khảo {n}", n == 1) for n in range(1, 8))
    return [
        live.Blank(),
        live.Holding("Hội thi", "Hội thi", "Chuyển đổi số", (live.Slogan("Chuyển đổi số vì cuộc sống tốt đẹp hơn!"),)),
        live.Programme("Vòng chung kết", (live.ProgrammeDay("Thứ Tư, 02/10/2024", agenda),)),
        live.Jury("Vòng chung kết", panel),
        live.Draw("Vòng loại", TEAMS, "3fa922bc77d011e4"),
        live.TeamIntro(team, 12, "Vòng loại", SECTION),
        live.Performing(team, 12, SECTION),
        live.Scoring(team, 12, SECTION),
        live.Score(team, 12, SECTION, live.Detail.PER_JUDGE, judges, lines, "43,60"),
        live.Standings("Bảng xếp hạng", "Vòng loại · 20 đội", table, "Vào chung kết"),
        live.Advancing("Sáu đội vào vòng chung kết", TEAMS[:6]),
        live.Award("Giải Nhất toàn đoàn", 1, team, "93,40"),
        live.Podium(tuple(live.PodiumStep(p, prize, TEAMS[n]) for n, (p, prize) in enumerate(places))),
        live.Favourite("Khán giả yêu thích", team, "1.234 lượt bình chọn"),
        live.Message("Chương trình tạm dừng ít phút"),
        live.TestCard("Hội thi", NAMES[:3]),
    ]
