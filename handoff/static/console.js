// Live pages. Without this file everything works by loading the page again.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const source = document.querySelector("[data-stream]");
  let stream = null;
  let sending = false;

  document.querySelector("[data-focus]")?.focus();
  keepDrafts();
  keepSignedIn();
  if (source && window.EventSource) {
    open();
    document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  }

  function open() {
    if (stream) return;
    const address = new URL(source.dataset.stream, location.href);
    if (source.dataset.after) address.searchParams.set("after", source.dataset.after);
    stream = new EventSource(address);
    stream.addEventListener("message", (news) => showMessage(news.data));
    stream.addEventListener("lists", (news) => showLists(news.data));
    stream.addEventListener("changed", () => { byId("changed").firstElementChild.hidden = false; });
    stream.addEventListener("ending", () => { byId("ending").hidden = false; });
    stream.addEventListener("over", () => { close(); leave(); });
  }

  function close() {
    stream?.close();
    stream = null;
  }

  // Signed out, or no longer allowed to see this: the page goes, whatever was typed.
  function leave() {
    sending = true;
    location.reload();
  }

  function pieceOf(html) {
    const template = document.createElement("template");
    template.innerHTML = html; // written and escaped by the server
    return template.content.firstElementChild;
  }

  function showMessage(html) {
    const message = pieceOf(html);
    const known = byId(message.id);
    const isAtEnd = source.scrollHeight - source.scrollTop - source.clientHeight < 80;
    if (known) known.replaceWith(message);
    else byId("messages").append(message);
    source.dataset.after = Math.max(Number(source.dataset.after), Number(message.dataset.position));
    if (isAtEnd) source.scrollTop = source.scrollHeight;
  }

  // Whoever is in the middle of the list keeps it until they ask for the new one.
  function showLists(html) {
    const news = byId("news");
    if (source.contains(document.activeElement)) {
      byId("held-news").hidden = false;
      news.textContent = "The list has changed.";
      return;
    }
    source.innerHTML = html; // written and escaped by the server
    news.textContent = "Updated at " + new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" }) + ".";
  }

  function keepDrafts() {
    document.addEventListener("submit", () => { sending = true; });
    window.addEventListener("beforeunload", (leaving) => {
      const typed = [...document.querySelectorAll("[data-draft]")].some((box) => box.value !== box.defaultValue);
      if (typed && !sending) leaving.preventDefault();
    });
    if (source?.id === "log") source.scrollTop = source.scrollHeight;
  }

  function keepSignedIn() {
    document.querySelector("[data-stay]")?.addEventListener("submit", async (event) => {
      event.preventDefault();
      const form = event.target;
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      sending = false;
      if (answer.status === 204) byId("ending").hidden = true;
      else leave();
    });
  }
})();
