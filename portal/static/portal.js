// Tells the office once that a person saw the page: after 2 s in view with a sign of a hand, or 8 s in view without one.
"use strict";
if ("counts" in document.currentScript.dataset) {
  const WITH_SIGN = 2000, WITHOUT_SIGN = 8000;
  const SIGNS = { pointerdown: "pointer", pointermove: "pointer", touchstart: "touch", keydown: "key", wheel: "scroll" };
  const listening = new AbortController();
  const options = { passive: true, signal: listening.signal };
  let sign = "", seen = 0, since = null, timer = 0;

  const tell = () => {
    listening.abort();
    const body = new URLSearchParams({ sign: sign || "time" });
    // A view that gets lost is a view not counted; the page goes on without it.
    // The page may stand at the address of a form that was not taken; its own address is in it.
    fetch(`${document.querySelector("[data-page]").dataset.page}/view`, { method: "POST", body, keepalive: true }).catch(() => {});
  };

  const wait = () => {
    const now = performance.now();
    seen += since === null ? 0 : now - since;
    since = document.visibilityState === "visible" ? now : null;
    clearTimeout(timer);
    if (since !== null) timer = setTimeout(tell, Math.max(0, (sign ? WITH_SIGN : WITHOUT_SIGN) - seen));
  };

  const notice = (event) => {
    if (sign || !event.isTrusted) return;
    sign = SIGNS[event.type];
    wait();
  };

  document.addEventListener("visibilitychange", wait, options);
  for (const type of Object.keys(SIGNS)) document.addEventListener(type, notice, options);
  wait();
}
// A form goes by a hand only: what a program presses in this page sends nothing, so that no scanner answers for a person.
{
  let byHand = false;
  const notice = (event) => { byHand ||= event.isTrusted; };
  for (const type of ["click", "keydown"]) document.addEventListener(type, notice, true);
  document.addEventListener("submit", (event) => {
    if (byHand) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
}
