/* A miniature of what comes next, as the console has it: the script's own next, or the picture of a cue that the director chose
   by hand, which the console hands in. What is shown is said back, so that the console never promises another picture. */

/** `show(frame)` puts a picture up at once, `own()` the page's own. Returns {over}: a handed-in picture is up. */
export function previewed({ show, own }) {
  let over = false;
  let turn = 0;
  addEventListener("message", async ({ source, origin, data }) => {
    if (source !== parent || origin !== location.origin || data?.contest !== "preview") return;
    const mine = (turn += 1);
    over = data.frame !== null;
    await (over ? show(data.frame) : own());
    if (mine === turn) parent.postMessage({ contest: "previewed", key: data.key }, location.origin);
  });
  return { get over() { return over; } };
}
