// After a choice, the keyboard goes to the next row that waits for one.

const list = document.querySelector("[data-choices]");

function isWaiting(row) {
  return !row.querySelector('button[aria-pressed="true"]');
}

list?.addEventListener("htmx:afterSwap", (event) => {
  const changed = event.detail.target.id && document.getElementById(event.detail.target.id);
  if (!changed) return;
  const rows = [...list.querySelectorAll("[data-row]")];
  const following = rows.slice(rows.indexOf(changed) + 1).find(isWaiting);
  const wanted = following ?? changed;
  wanted.querySelector("h3")?.focus();
});
