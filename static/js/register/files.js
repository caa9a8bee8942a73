/* Hands files in as soon as they are chosen, with their progress. What is too large is told before a byte is sent; whatever the
   house refuses stands beside its field. The page around it stays as it is. */

function send(form, onProgress) {
  return new Promise((resolve, reject) => {
    const way = new XMLHttpRequest();
    way.open("POST", form.action);
    way.setRequestHeader("Accept", "application/json");
    way.responseType = "json";
    way.upload.addEventListener("progress", (event) => { if (event.lengthComputable) onProgress(event.loaded / event.total); });
    way.addEventListener("load", () => resolve(way));
    way.addEventListener("error", reject);
    way.send(new FormData(form));
  });
}

/** Wakes every file field. `changed(version)` is told after each file, because the registration has a new version then. */
export function startFiles(texts, changed) {
  for (const place of document.querySelectorAll(".upload")) {
    const form = place.querySelector(".upload-form");
    if (!form) continue;
    const part = (name) => place.querySelector(`[data-part="${name}"]`);
    const input = form.querySelector("input[type=file]");
    const bar = form.querySelector("progress");
    const fault = (words) => {
      part("fault").textContent = words;
      part("fault").hidden = !words;
      input.toggleAttribute("aria-invalid", Boolean(words));
    };
    part("send").hidden = true;
    form.classList.add("by-choice");     /* from here on the label is the key, in the page's own language */

    async function handIn() {
      const file = input.files[0];
      if (!file) return;
      fault("");
      const most = Number(place.dataset.most);
      if (file.size > most) { fault(texts.large.replace("{mb}", place.dataset.mb)); input.value = ""; return; }
      bar.hidden = false;
      bar.value = 0;
      input.disabled = false;
      try {
        const way = await send(form, (share) => { bar.value = Math.round(share * 100); });
        const told = way.response ?? {};
        if (way.status === 200) show(told);
        else fault(told.fault ?? told.detail ?? texts.unsent);
      } catch { fault(texts.unsent); }
      bar.hidden = true;
      input.value = "";
    }

    function show(file) {
      part("now").hidden = false;
      part("name").textContent = file.name;
      part("name").href = `/files/${file.id}`;
      part("size").textContent = [file.size, file.length].filter(Boolean).join(" · ");
      part("small").hidden = !file.small;
      if (file.small) part("small").src = `/files/${file.id}/small`;
      part("remove").action = `${form.action.split("/files/")[0]}/files/${file.id}/remove`;
      changed(file.version);
    }

    input.addEventListener("change", handIn);
  }
}
