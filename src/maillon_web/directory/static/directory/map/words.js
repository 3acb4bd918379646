// The words of the map come from the page, in its language; numbers are written as it writes them.

const language = document.documentElement.lang || "fr";
const plural = new Intl.PluralRules(language);
const integer = new Intl.NumberFormat(language);

export { language };

export function formatNumber(value) {
  return integer.format(value);
}

export class Words {
  constructor(place) {
    this.texts = new Map();
    for (const item of place.querySelectorAll("[data-word]")) {
      this.texts.set(item.dataset.word, item.textContent.trim());
    }
  }

  say(key, values = {}) {
    const text = this.texts.get(key) ?? "";
    return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  }

  count(key, count, values = {}) {
    const form = plural.select(count) === "one" ? "one" : "other";
    return this.say(`${key}.${form}`, { count: formatNumber(count), ...values });
  }

  // MapLibre's own sentences bear the names that it gives them: "NavigationControl.ZoomIn".
  get locale() {
    return Object.fromEntries([...this.texts].filter(([key]) => /^[A-Z]\w+\.[A-Z]/.test(key)));
  }
}
