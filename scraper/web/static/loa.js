// What makes pages better with JavaScript; every page works without it.
"use strict";

// On a phone the facets begin folded, so that the hits are seen first.
for (const fold of document.querySelectorAll("details.fold")) {
  if (window.matchMedia("(max-width: 56rem)").matches) fold.open = false;
}

// Dragging over the bars of a search picks a span of time; a click on one bar is its link.
for (const figure of document.querySelectorAll("svg[data-brush]")) {
  const form = document.getElementById("search");
  if (!form) continue;
  const bars = [...figure.querySelectorAll("a[data-period]")];
  const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  box.setAttribute("class", "brushing");
  box.setAttribute("y", "0");
  box.setAttribute("height", "100");
  let began = null;

  const place = (event) => {
    const frame = figure.getBoundingClientRect();
    return Math.min(1000, Math.max(0, (1000 * (event.clientX - frame.left)) / frame.width));
  };
  const span = (one, other) => {
    const [left, right] = [Math.min(one, other), Math.max(one, other)];
    return bars.filter((bar) => {
      const target = bar.querySelector(".target");
      const x = Number(target.getAttribute("x"));
      return x + Number(target.getAttribute("width")) > left && x < right;
    });
  };

  figure.addEventListener("pointerdown", (event) => {
    if (event.button === 0) began = place(event);
  });
  figure.addEventListener("dragstart", (event) => event.preventDefault());
  figure.addEventListener("pointermove", (event) => {
    if (began === null) return;
    const now = place(event);
    if (Math.abs(now - began) < 8) return;
    if (!box.parentNode) {
      figure.append(box);
      figure.setPointerCapture(event.pointerId);
    }
    box.setAttribute("x", String(Math.min(began, now)));
    box.setAttribute("width", String(Math.abs(now - began)));
  });
  figure.addEventListener("pointerup", (event) => {
    const start = began;
    began = null;
    if (start === null || !box.parentNode) return;
    box.remove();
    const picked = span(start, place(event));
    if (!picked.length) return;
    form.elements.since.value = picked[0].dataset.period;
    form.elements.until.value = picked[picked.length - 1].dataset.period;
    form.requestSubmit();
  });
  figure.addEventListener("pointercancel", () => {
    began = null;
    box.remove();
  });
}
