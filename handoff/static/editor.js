// The editor's preview while one types, and jumps to a line. Without this file the button does the same.
"use strict";
(() => {
  const form = document.getElementById("editor");
  const box = document.getElementById("text");
  const saved = document.getElementById("saved");
  let waiting = 0;
  let asking = null;

  box.addEventListener("input", () => later(900));
  document.getElementById("channel").addEventListener("change", () => later(0));
  for (const name of ["keyup", "click", "input"]) box.addEventListener(name, tellLine);
  document.addEventListener("click", (event) => {
    const line = event.target.closest("[data-line]")?.dataset.line;
    if (line) goTo(Number(line));
  });

  function later(ms) {
    clearTimeout(waiting);
    waiting = setTimeout(show, ms);
  }

  async function show() {
    if (asking) return later(300); // one after the other, so that revisions stay in order
    const fields = new FormData(form);
    fields.set("do", "preview");
    const typed = box.value;
    asking = fetch(form.action, { method: "POST", body: fields, headers: { "x-partial": "1" } });
    try {
      const answer = await asking;
      if (!answer.ok || answer.redirected) throw new Error("not saved");
      put(await answer.text(), typed);
    } catch {
      saved.textContent = "Not saved: the connection or your sign-in is gone. Keep this page open and copy your text.";
    } finally {
      asking = null;
    }
  }

  function put(html, typed) {
    const template = document.createElement("template");
    template.innerHTML = html; // written and escaped by the server
    const shown = template.content.querySelector("#shown");
    if (!shown) throw new Error("not a preview");
    const before = document.getElementById("revision").value;
    document.getElementById("revision").value = shown.dataset.revision;
    document.getElementById("shown").replaceWith(shown);
    if (shown.querySelector(".notice.problem")) return void (saved.textContent = "Not saved.");
    box.defaultValue = typed; // nothing is lost by leaving now
    if (before !== shown.dataset.revision)
      saved.textContent = "Draft saved at " + new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" }) + ".";
  }

  function tellLine() {
    document.getElementById("at-line").textContent = box.value.slice(0, box.selectionStart).split("\n").length;
  }

  function goTo(line) {
    const lines = box.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    box.focus();
    box.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    box.scrollTop = Math.max(0, (line - 6) * (box.scrollHeight / lines.length));
    tellLine();
  }
})();
