// Before the first paint: the automatic theme takes the colours of the device, and the page knows
// that scripts run. Everything works without it, in light colours.
(function () {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  function showTheme() {
    const choice = root.dataset.themeChoice;
    const isDark = choice === "dark" || (choice === "auto" && dark.matches);
    root.dataset.bsTheme = isDark ? "dark" : "light";
    document.dispatchEvent(new CustomEvent("maillon:theme", { detail: root.dataset.bsTheme }));
  }

  root.classList.add("has-script");
  showTheme();
  dark.addEventListener("change", showTheme);
  window.addEventListener("beforeprint", () => { root.dataset.bsTheme = "light"; });
  window.addEventListener("afterprint", showTheme);
  new MutationObserver(showTheme).observe(root, { attributeFilter: ["data-theme-choice"] });
})();
