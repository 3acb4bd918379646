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

// In the row that has the focus, the keys of the review of pairs answer: M, D, P.
list?.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea") || !/^[mdp]$/i.test(event.key)) return;
  const row = event.target.closest("[data-row]");
  const wanted = row?.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
  if (!wanted || row.querySelector("[aria-busy]")) return;
  event.preventDefault();
  wanted.click();
});
