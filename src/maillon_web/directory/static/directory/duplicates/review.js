// One key answers a pair; the next one takes its place, and the focus goes to its names.

const KEPT = "maillon.pair-keys";
const WRITES = "input, select, textarea, [contenteditable]:not([contenteditable='false'])";
const PRESSED_BY_ENTER = "a[href], button, summary";

const help = document.querySelector("[data-pair-help]");
const toggle = document.querySelector("[data-pair-keys]");

function areKeysOn() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true; // storage refused by the browser: the keys work, and are not remembered
  }
}

let isOn = areKeysOn();

function turnKeys(on) {
  isOn = on;
  toggle?.setAttribute("aria-pressed", String(on));
  try {
    localStorage.setItem(KEPT, on ? "on" : "off");
  } catch {
    // As above.
  }
}

function isElsewhere(event) {
  if (event.defaultPrevented || event.repeat || event.isComposing) return true;
  if (event.ctrlKey || event.metaKey || event.altKey) return true;
  if (document.querySelector("dialog[open], details.menu[open]")) return true;
  return Boolean(event.target.closest?.(WRITES));
}

function readKey(event) {
  if (event.key !== "Enter") return event.key.toLowerCase();
  return event.target.closest?.(PRESSED_BY_ENTER) ? "" : "m";
}

function answer(event) {
  if (!isOn || isElsewhere(event)) return;
  const key = readKey(event);
  if (key === "?" && help) {
    event.preventDefault();
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
    return;
  }
  const region = document.querySelector("[data-pair-region]");
  const wanted = key.length === 1 && /[a-z]/.test(key) && region?.querySelector(`[data-key="${key}"]`);
  if (!wanted) return;
  event.preventDefault();
  // An answer on its way: a second key would answer a pair that nobody has seen.
  if (region.querySelector("[aria-busy]")) return;
  wanted.click();
}

if (help) {
  help.hidden = false;
  toggle.setAttribute("aria-pressed", String(isOn));
  toggle.addEventListener("click", () => turnKeys(!isOn));
}
document.addEventListener("keydown", answer);
document.addEventListener("htmx:afterSettle", () => {
  document.querySelector("[data-pair-heading]")?.focus();
});
