// Beside the list of a wide screen the facets are always open; on a telephone they stay as left.

const WIDE = window.matchMedia("(min-width: 62rem)");
let wasOpen = false;
let focused = "";

function openFacets() {
  const facets = document.querySelector("[data-facets]");
  if (facets && (WIDE.matches || wasOpen)) facets.open = true;
}

document.addEventListener("htmx:beforeSwap", () => {
  wasOpen = Boolean(document.querySelector("[data-facets]")?.open);
  focused = document.activeElement?.id ?? "";
});

// What was closed when it came could not take the focus back.
document.addEventListener("htmx:afterSwap", () => {
  openFacets();
  if (focused && document.activeElement === document.body) {
    document.getElementById(focused)?.focus();
  }
});

WIDE.addEventListener("change", openFacets);
openFacets();
