// The total follows each tick: the choice is posted, and the portal's own page says the sums. The pad posts strokes.
"use strict";
{
  const form = document.querySelector("form[action$='/accept']");
  const update = form.querySelector(".plain");
  let asking = null;

  const shown = (page) => {
    // Each place stays itself: the amount is a live region, so that a screen reader hears what a tick has changed.
    for (const place of [".amount", "#sums", "#summary"]) {
      const here = document.querySelector(place), there = page.querySelector(place);
      here.className = there.className;
      here.replaceChildren(...there.childNodes);
    }
    form.elements.total.value = page.querySelector("#total").value;
  };

  const choose = async () => {
    asking?.abort();
    asking = new AbortController();
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(`${form.action.slice(0, -"accept".length)}choose`, { method: "POST", body, signal: asking.signal });
      if (!answer.ok) throw new Error("refused");
      shown(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch (error) {
      // Without an answer the button that asks for the total comes back; accepting shows a total that is not current.
      if (error.name !== "AbortError") document.getElementById("sums").after(update);
    }
  };

  if (update) {
    update.remove(); // not only hidden: Enter in a field presses the form's first button, which now is the one that accepts
    form.addEventListener("change", (event) => event.target.name === "line" && choose());
  }

  const group = document.getElementById("sign");
  const draw = () => {
    const SVG = "http://www.w3.org/2000/svg";
    const width = Number(group.dataset.width), height = Number(group.dataset.height);
    const field = form.elements.strokes;
    const pad = document.createElement("div"), clear = document.createElement("button");
    const svg = document.createElementNS(SVG, "svg"), path = document.createElementNS(SVG, "path");
    let strokes = field.value ? JSON.parse(field.value) : [];

    const paint = () => {
      path.setAttribute("d", strokes.map((stroke) => {
        const points = [];
        for (let at = 0; at < stroke.length; at += 2) points.push(`${stroke[at]} ${stroke[at + 1]}`);
        return `M${points.join("L")}${points.length === 1 ? `L${points[0]}` : ""}`;
      }).join(""));
      field.value = strokes.length ? JSON.stringify(strokes) : "";
    };

    const add = (event) => {
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      const x = Math.round(Math.min(width, Math.max(0, at.x))), y = Math.round(Math.min(height, Math.max(0, at.y)));
      const stroke = strokes.at(-1), count = stroke.length;
      if (count && Math.abs(stroke[count - 2] - x) + Math.abs(stroke[count - 1] - y) < 3) return;
      stroke.push(x, y);
      paint();
    };

    svg.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      svg.setPointerCapture(event.pointerId);
      strokes.push([]);
      add(event);
    });
    svg.addEventListener("pointermove", (event) => svg.hasPointerCapture(event.pointerId) && add(event));
    clear.addEventListener("click", () => { strokes = []; paint(); });

    pad.className = "pad";
    clear.type = "button";
    clear.textContent = group.dataset.clear;
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-labelledby", "sign-label");
    svg.append(path);
    pad.append(svg, clear);
    group.append(pad);
    group.hidden = false;
    paint();
  };
  if (group) draw();

  // A second press while the first one is under way sends nothing twice.
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent && event.submitter?.formAction === form.action) event.preventDefault();
    else form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => { delete form.dataset.sent; });
}
