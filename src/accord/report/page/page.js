"use strict";
const $ = (selector) => document.querySelector(selector);
const rows = [...document.querySelectorAll("tr.line")].map((row) => ({
  row,
  text: row.dataset.text,
  cells: [...row.querySelectorAll("button.cell")],
}));
const count = $("#count");

function close(button) {
  button.setAttribute("aria-expanded", "false");
  document.getElementById(button.getAttribute("aria-controls")).hidden = true;
}

function toggle(button) {
  const open = button.getAttribute("aria-expanded") === "true";
  button.closest("tr").querySelectorAll("button.cell[aria-expanded=true]").forEach(close);
  if (!open) {
    button.setAttribute("aria-expanded", "true");
    document.getElementById(button.getAttribute("aria-controls")).hidden = false;
  }
}

function filter() {
  const state = $("#state").value;
  const component = $("#component").value;
  const words = $("#text").value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const { row, text, cells } of rows) {
    const fits = cells.some(
      (cell) =>
        (!component || cell.dataset.component === component) &&
        (!state || (state === "attention" ? cell.dataset.attention === "1" : cell.dataset.state === state)),
    );
    const visible = fits && words.every((word) => text.includes(word));
    row.hidden = !visible;
    if (visible) shown += 1;
    else cells.forEach(close);
  }
  count.textContent = `${shown} of ${rows.length} lines${shown ? "" : ": nothing fits this filter"}`;
  const fragment = new URLSearchParams();
  for (const name of ["state", "component", "text"]) if ($(`#${name}`).value) fragment.set(name, $(`#${name}`).value);
  history.replaceState(null, "", `#${fragment}`);
}

function move(button, key) {
  const line = rows.find(({ cells }) => cells.includes(button));
  const visible = rows.filter(({ row }) => !row.hidden);
  const at = visible.indexOf(line);
  const column = line.cells.indexOf(button);
  const next =
    key === "ArrowRight" ? line.cells[column + 1]
    : key === "ArrowLeft" ? line.cells[column - 1]
    : (visible[at + (key === "ArrowDown" ? 1 : -1)] || {}).cells?.find(
        (cell, index, all) => cell.dataset.component === button.dataset.component || index === all.length - 1,
      );
  if (next) next.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button.cell");
  if (button) toggle(button);
});
document.addEventListener("keydown", (event) => {
  const button = event.target.closest("button.cell");
  if (button && event.key.startsWith("Arrow")) {
    event.preventDefault();
    move(button, event.key);
  } else if (button && event.key === "Escape") {
    close(button);
  } else if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
    event.preventDefault();
    $("#text").focus();
  }
});
$("#filter").addEventListener("input", filter);
$("#filter").addEventListener("reset", (event) => {
  event.preventDefault(); // the browser empties the fields only after this event: filtering later would show the old lines meanwhile
  for (const name of ["state", "component", "text"]) $(`#${name}`).value = "";
  filter();
});
$("#filter").addEventListener("submit", (event) => event.preventDefault());
for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
  const field = document.getElementById(name);
  if (field && ["state", "component", "text"].includes(name)) field.value = value;
}
document.querySelectorAll("tr.detail").forEach((row) => (row.hidden = true));
$("#filter").hidden = false;
filter();
