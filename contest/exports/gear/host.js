/* The words of CasparCG and SPX, and the events of OBS, handed to the framed overlay. There is no remove on purpose. */
function startHost(air) {
  window.update = (data) => air.say("update", typeof data === "string" ? data : JSON.stringify(data ?? {}));
  window.play = () => air.say("play");
  window.stop = () => air.say("stop");
  window.next = () => air.say("next");
  addEventListener("obsSourceActiveChanged", (e) => air.say("active", Boolean(e.detail && e.detail.active)));
  addEventListener("obsSourceVisibleChanged", (e) => { if (e.detail && e.detail.visible) air.say("visible", true); });
}

/* What the machine is asked to show is written in this file; what is added to its address (?bg=…) goes before it. */
function startPage(where) {
  const query = new URLSearchParams(where.query);
  for (const [name, value] of new URLSearchParams(location.search)) query.set(name, value);
  const asked = query.toString();
  startHost(frameAir({ at: where, query: asked ? `?${asked}` : "", into: document.body }));
}
