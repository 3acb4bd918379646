// A figure opens in a dialog; without scripts its link leads to a page that says the same.
// The dialog is the browser's own: it keeps the focus inside and closes on Escape.

const dialog = document.getElementById("figure-dialog");
const body = document.getElementById("figure-body");
const title = document.getElementById("figure-dialog-title");
const back = dialog?.querySelector("[data-dialog-back]");
const usualTitle = title?.textContent;
const trail = [];
let opener = null;
let latest = 0;

async function show(url) {
  const rank = ++latest;
  dialog.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(url, { headers: { "HX-Request": "true" } });
    if (!response.ok || response.redirected) throw new Error(String(response.status));
    const text = await response.text();
    if (rank !== latest) return;
    body.innerHTML = text;
    window.htmx?.process(body);
  } catch {
    // The page itself says what is wrong: signed out, gone, or no network.
    if (rank === latest) window.location.assign(url);
    return;
  } finally {
    if (rank === latest) dialog.removeAttribute("aria-busy");
  }
  back.hidden = trail.length < 2;
  if (!dialog.open) dialog.showModal();
  body.scrollTop = 0;
  title.focus();
}

function open(link) {
  if (!dialog.contains(link)) {
    opener = link;
    trail.length = 0;
    title.textContent = link.dataset.dialogTitle || usualTitle;
  }
  trail.push(link.href);
  show(link.href);
}

function isPlainClick(event) {
  return event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
}

if (dialog) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-figure]");
    if (!link || !isPlainClick(event)) return;
    event.preventDefault();
    open(link);
  });
  back.addEventListener("click", () => {
    trail.pop();
    show(trail.at(-1));
  });
  dialog.querySelector("[data-dialog-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // the backdrop
  });
  dialog.addEventListener("close", () => {
    latest += 1;
    body.replaceChildren();
    if (opener?.isConnected) opener.focus();
  });
}
