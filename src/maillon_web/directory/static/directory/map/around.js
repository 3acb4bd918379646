// What lies around a point: the form works without scripts, and here without leaving the map.

const UNPROCESSABLE = 422; // the place is not clear: the answer says why

export class Around {
  constructor({ form, panel, atlas, words, url }) {
    Object.assign(this, { form, panel, atlas, words, url });
    this.isPicking = false;
    this.centre = null;
    this.pick = form.querySelector("[data-around-pick]");
    const centre = form.querySelector("[data-around-centre]");
    for (const button of [this.pick, centre]) button.hidden = false;
    this.pick.addEventListener("click", () => this.setPicking(!this.isPicking));
    centre.addEventListener("click", () => this.ask(this.at(atlas.map.getCenter())));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask(this.wanted);
    });
    form.elements.rayon.addEventListener("change", () => this.ask(this.wanted));
    document.addEventListener("click", (event) => this.follow(event));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.setPicking(false);
    });
    atlas.map.on("click", ({ lngLat }) => {
      if (!this.isPicking) return;
      // The same click is not also a question about what is drawn there.
      setTimeout(() => this.setPicking(false));
      this.ask(this.at(lngLat));
    });
  }

  // What the field means: the place it names may be known by more than its name.
  get wanted() {
    const typed = this.form.elements.autour.value.trim();
    return typed === this.centre?.label ? this.centre.reference : typed;
  }

  at({ lat, lng }) {
    return `${lat.toFixed(5)},${lng.toFixed(5)}`;
  }

  setPicking(isPicking) {
    this.isPicking = isPicking;
    this.pick.setAttribute("aria-pressed", String(isPicking));
    this.atlas.map.getContainer().classList.toggle("is-picking", isPicking);
  }

  follow(event) {
    const link = event.target.closest?.("a[data-around]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const query = new URL(link.href).searchParams;
    this.ask(query.get("autour"), query.get("rayon"));
  }

  // The set has changed: so have its numbers, and the reader is elsewhere on the page.
  refresh() {
    if (this.centre) this.ask(this.centre.reference, this.form.elements.rayon.value, { isQuiet: true });
  }

  async ask(reference, radius = this.form.elements.rayon.value, { isQuiet = false } = {}) {
    if (!reference) return;
    this.panel.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(this.url({ autour: reference, rayon: radius }));
      const isAnswer = response.ok || response.status === UNPROCESSABLE;
      if (response.redirected || !isAnswer) throw new Error(String(response.status));
      const answer = await response.json();
      this.panel.innerHTML = answer.html;
      if (response.ok) this.draw(answer, { isQuiet });
    } catch {
      this.panel.textContent = this.words.say("failed");
    } finally {
      this.panel.removeAttribute("aria-busy");
    }
    if (!isQuiet) this.panel.querySelector("[data-take-focus]")?.focus();
  }

  draw({ centre, radius_km: radius }, { isQuiet }) {
    this.centre = centre;
    this.form.elements.autour.value = centre.label;
    this.form.elements.rayon.value = String(radius);
    if (!isQuiet) this.atlas.drawAround(centre, radius);
    const address = new URL(window.location.href);
    address.searchParams.set("autour", centre.reference);
    address.searchParams.set("rayon", String(radius));
    window.history.replaceState(window.history.state, "", address);
  }

  // The page may come with an answer already: the map draws it.
  drawGiven() {
    const given = this.panel.querySelector("[data-lon]");
    if (!given) return;
    const { lon, lat, radius, reference, label } = given.dataset;
    this.centre = { reference, label };
    this.form.elements.autour.value = label;
    this.atlas.drawAround({ lon: Number(lon), lat: Number(lat) }, Number(radius));
  }
}
