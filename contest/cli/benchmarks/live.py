"""The live channel: a judge's submission to the secretary's board, a take to the glass of stage and overlay."""

from __future__ import annotations

import contextlib
import json
import queue
import selectors
import threading
import time
from typing import Any

import httpx
import socketio
import websocket

from contest.cli.benchmarks.figures import Timing
from contest.cli.rehearsal.crew import Client, Crew
from contest.cli.rehearsal.marks import Chance

WAIT_S = 5
BETWEEN_TAKES_S = 0.7  # a scene has come in by then, as in an evening


class Listener:
    """A socket client that notes when each topic's states arrive."""

    def __init__(self, base: str, namespace: str, token: str) -> None:
        self.states: queue.Queue[tuple[float, dict[str, Any]]] = queue.Queue()
        self._client = socketio.Client(reconnection=False)
        self._client.on("state", self._note, namespace=namespace)
        self._client.connect(base, namespaces=[namespace], auth={"token": token}, transports=["websocket"])

    def _note(self, envelope: dict[str, Any]) -> None:
        self.states.put((time.perf_counter(), envelope))

    def wait_for(self, topic: str, above: int) -> tuple[float, dict[str, Any]]:
        """When the next state of `topic` with a revision above `above` arrived, and that state."""
        end = time.monotonic() + WAIT_S
        while time.monotonic() < end:
            try:
                at, envelope = self.states.get(timeout=WAIT_S)
            except queue.Empty:
                break
            if envelope["topic"] == topic and envelope["rev"] > above:
                return at, envelope
        raise TimeoutError(topic)

    def close(self) -> None:
        """Ends the connection."""
        self._client.disconnect()


def submission_to_board(base: str, crew: Crew, links: dict[str, Any], performances: int) -> tuple[Timing, Timing]:
    """From a judge's pressed *Nộp* to the secretary's board; and the same request until its answer."""
    chance = Chance(7)
    key = crew.organiser.get("/contest")["rounds"][0]["key"]
    crew.organiser.post(f"/rounds/{key}/open")
    board = Listener(base, "/organiser", links["secretary"]["token"])
    seen, answered = [], []
    facts = crew.organiser.get("/contest")["rounds"][0]
    judged = {section["key"] for section in facts["sections"] if section["kind"] == "judged"}
    order = [p for p in facts["performances"] if p["section"] in judged][:performances]
    for performance in order:
        crew.secretary.post(f"/performances/{performance['id']}/open")
        for judge, device in crew.judges.items():
            sheet = device.get("/judge/sheets")["sheets"][-1]
            marks = chance.marks(judge, performance["team"], performance["section"], sheet["criteria"])
            topic = f"performance.{performance['id']}"
            before = crew.secretary.get(f"/snapshot/{topic}")["rev"]
            start = time.perf_counter()
            device.post(f"/judge/sheets/{sheet['id']}/submission", marks=marks, based_on=sheet["version"])
            answered.append((time.perf_counter() - start) * 1000)
            arrived, _state = board.wait_for(topic, before)
            seen.append((arrived - start) * 1000)
    board.close()
    return Timing.of("submission → secretary's board", seen), Timing.of("submission → receipt", answered)


def take_to_socket(base: str, crew: Crew, links: dict[str, Any], takes: int) -> Timing:
    """From the director's pressed Space to the frame in a screen's socket, stage and overlay both."""
    stage = Listener(base, "/stage", links["stage"]["token"])
    overlay = Listener(base, "/overlay", links["overlay"]["token"])
    cues = _plain_cues(crew.director)
    timings = []
    revs = {name: crew.director.get(f"/snapshot/{name}")["rev"] for name in ("stage", "overlay")}
    for n in range(takes):
        start = time.perf_counter()
        crew.director.post("/show/take", bus="both", cue=cues[n % len(cues)])
        at_stage, state = stage.wait_for("stage", revs["stage"])
        at_overlay, other = overlay.wait_for("overlay", revs["overlay"])
        revs = {"stage": state["rev"], "overlay": other["rev"]}
        timings.append((max(at_stage, at_overlay) - start) * 1000)
    stage.close()
    overlay.close()
    return Timing.of("take → frame at stage and overlay sockets", timings)


class Gallery:
    """Light screens beside the real pages: sockets that take each frame and acknowledge it, as a page does.

    They speak the protocol by hand and share a thread: twenty clients of a library would be measured with the product.
    """

    def __init__(self, base: str, links: dict[str, Any], screens: int) -> None:
        self._lines = selectors.DefaultSelector()
        for n in range(screens):
            kind = ("stage", "overlay")[n % 2]
            self._lines.register(_line(base, kind, links[kind]["token"], f"bench-{n}"), selectors.EVENT_READ, kind)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._show, daemon=True)
        self._thread.start()

    def _show(self) -> None:
        while not self._over.is_set():
            for key, _events in self._lines.select(0.2):
                with contextlib.suppress(websocket.WebSocketException, OSError):
                    _acknowledge(key.fileobj, key.data)

    def close(self) -> None:
        """Ends every connection."""
        self._over.set()
        self._thread.join()
        for key in list(self._lines.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]  # a line that was registered above
        self._lines.close()


def _line(base: str, kind: str, token: str, screen: str) -> Any:
    line: Any = websocket.create_connection(base.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket")
    line.recv()
    line.send(f"40/{kind},{json.dumps({'token': token, 'screen': screen, 'page': kind})}")
    while not line.recv().startswith(f"40/{kind},"):
        pass
    hello = {"screen": screen, "page": kind, "width": 1920, "height": 1080, "hidden": False}
    line.send(f"42/{kind},{json.dumps(['hello', hello])}")
    return line


def _acknowledge(line: Any, kind: str) -> None:
    text = line.recv()
    if text == "2":
        line.send("3")
    elif text.startswith(f'42/{kind},["state"'):
        state = json.loads(text[text.index("[") :])[1]
        line.send(f"42/{kind},{json.dumps(['painted', {'topic': state['topic'], 'rev': state['rev']}])}")


def take_to_glass(crew: Crew, takes: int, pages: int, screens: int) -> Timing:
    """From the director's pressed Space until the last of all screens says that it has painted.

    Times are the server's: when each acknowledgement came in, which is later than the painting by its way back.
    """
    cues = _plain_cues(crew.director)
    timings = []
    for n in range(takes):
        start = time.time()
        crew.director.post("/show/take", bus="both", cue=cues[n % len(cues)])
        revs = {name: crew.director.get(f"/snapshot/{name}")["rev"] for name in ("stage", "overlay")}
        timings.append((_painted_at(crew.director, revs, pages + screens) / 1000 - start) * 1000)
        time.sleep(BETWEEN_TAKES_S)
    return Timing.of(f"take → painted, {pages} pages and {screens} screens", timings)


def _painted_at(director: Client, revs: dict[str, int], screens: int) -> float:
    """Server time in milliseconds at which the last screen had acknowledged the present revision."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        found = director.get("/snapshot/screens")["data"]["screens"]
        current = [s for s in found if s["rev"] is not None and s["rev"] >= revs[s["kind"]] and s["painted_at"]]
        if len(current) >= screens:
            return float(max(screen["painted_at"] for screen in current))
        time.sleep(0.02)
    raise TimeoutError("painted")


def _plain_cues(director: Client) -> list[int]:
    """Cues that may be taken at any time: introductions of teams."""
    cues = director.get("/snapshot/cues")["data"]["cues"]
    return [cue["id"] for cue in cues if cue["scene"] == "team"][:40]


def page_answer(base: str, n: int) -> Timing:
    """The public page, until its last byte."""
    timings = []
    with httpx.Client(trust_env=False) as http:
        for _ in range(n):
            start = time.perf_counter()
            http.get(f"{base}/").raise_for_status()
            timings.append((time.perf_counter() - start) * 1000)
    return Timing.of("public page → last byte", timings)
