// What every page does with scripts; each part only improves what already works without.

const LOADING_DELAY_MS = 700; // a quick answer is not announced twice

function openNavigation() {
  const button = document.querySelector("[data-nav-toggle]");
  const menu = button && document.getElementById(button.getAttribute("aria-controls"));
  if (!menu) return;
  const setOpen = (isOpen) => {
    menu.classList.toggle("is-open", isOpen);
    button.setAttribute("aria-expanded", String(isOpen));
  };
  button.addEventListener("click", () => setOpen(!menu.classList.contains("is-open")));
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.classList.contains("is-open") && !event.defaultPrevented) {
      setOpen(false);
      button.focus();
    }
  });
}

function closeMenus() {
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener(
    "keydown",
    (event) => {
      const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
      if (!menu) return;
      menu.open = false;
      menu.querySelector("summary").focus();
      event.preventDefault();
    },
    true,
  );
  document.addEventListener("focusout", (event) => {
    const menu = event.target.closest?.("details.menu[open]");
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
}

// The theme changes in place, so that nothing typed in the page is lost.
function chooseTheme() {
  const form = document.querySelector("[data-theme-form]");
  form?.addEventListener("submit", async (event) => {
    const chosen = event.submitter?.value;
    if (!chosen) return;
    event.preventDefault();
    const answer = new FormData(form);
    answer.set("theme", chosen);
    document.documentElement.dataset.themeChoice = chosen;
    for (const button of form.querySelectorAll("[aria-pressed]")) {
      button.setAttribute("aria-pressed", String(button.value === chosen));
    }
    try {
      await fetch(form.action, { method: "POST", body: answer, redirect: "manual" });
    } catch {
      announce("failed");
    }
  });
}

function announce(kind) {
  const announcer = document.getElementById("announcer");
  if (announcer) announcer.textContent = announcer.dataset[kind] ?? "";
}

function showFailure() {
  announce("failed");
  const place = document.getElementById("messages");
  const text = document.getElementById("announcer")?.dataset.failed;
  if (!place || !text) return;
  const alert = document.createElement("div");
  alert.className = "alert alert-danger";
  alert.textContent = text;
  place.replaceChildren(alert);
}

function announceRequests() {
  let timer = 0;
  let isAnnounced = false;
  let pending = 0;
  document.addEventListener("htmx:beforeRequest", (event) => {
    event.detail.elt.setAttribute("aria-busy", "true");
    document.documentElement.classList.add("is-loading");
    pending += 1;
    clearTimeout(timer);
    timer = setTimeout(() => {
      isAnnounced = true;
      announce("loading");
    }, LOADING_DELAY_MS);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    event.detail.elt.removeAttribute("aria-busy");
    pending = Math.max(0, pending - 1);
    if (pending) return;
    clearTimeout(timer);
    document.documentElement.classList.remove("is-loading");
    if (isAnnounced && event.detail.successful) announce("done");
    isAnnounced = false;
  });
  document.addEventListener("htmx:responseError", showFailure);
  document.addEventListener("htmx:sendError", showFailure);
  document.addEventListener("htmx:timeout", showFailure);
}

// A summary of errors takes the focus, on arrival and when a form comes back by htmx.
function takeFocus(place) {
  const wanted = place.querySelector?.("[data-take-focus]");
  wanted?.focus();
}

openNavigation();
closeMenus();
chooseTheme();
announceRequests();
takeFocus(document);
document.addEventListener("htmx:afterSettle", (event) => takeFocus(event.detail.elt));
document.documentElement.dataset.ready = "true";
