// The ways out: GitHub's form filled in, GitHub's editor filled in, and the text copied. Which can be taken is measured.

import { LONGEST_ADDRESS, editorAddress, fits, formAddress } from "./exits.js";
import { freeSlug, slugOf } from "./idea_slug.js";
import { ideaYaml } from "./idea_yaml.js";
import { editor, form, formFields, line, say } from "./words.js";

const ORDER = ["form", "editor", "copy"]; // the first that fits is suggested: a form needs no file and no name

export class Ways {
  /** `place` holds the ways; `fields` the idea; `root` is the site; `announce` says a sentence; `sent` is told of an exit. */
  constructor(place, { fields, root, announce, sent }) {
    Object.assign(this, { place, fields, root, announce, sent });
    this.slug = "";
    this.known = new Map();
    this.byHand = false;
    this.file = place.querySelector("textarea");
    place.addEventListener("change", (event) => {
      if (event.target.name !== "way") return;
      this.byHand = true;
      this.turn();
    });
    place.querySelector("[data-copy]").addEventListener("click", () => this.copy());
    for (const link of place.querySelectorAll("[data-go]")) link.addEventListener("click", (event) => this.go(event));
  }

  get chosen() {
    return this.place.querySelector("[name=way]:checked").value;
  }

  /** Whether the chosen way carries a whole file, which must name its author. */
  get whole() {
    return this.chosen !== "form";
  }

  /** The name of the idea's file, once it is known that no other idea has it. */
  async name(title) {
    if (!this.whole || !title || this.asked === title) return;
    this.asked = title;
    const slug = await freeSlug(title, (name) => this.taken(name));
    if (this.asked !== title) return;
    Object.assign(this, { title, slug });
    this.update();
  }

  /** Whether the site has an idea of that name; without an answer, none. */
  async taken(slug) {
    if (!this.known.has(slug)) {
      const answer = await fetch(new URL(`ideas/${slug}/`, this.root), { method: "HEAD" }).catch(() => null);
      if (!answer) return false;
      this.known.set(slug, answer.ok);
    }
    return this.known.get(slug);
  }

  /** The address of each way for the idea as it is now. */
  get addresses() {
    const idea = this.fields.idea;
    const slug = this.slug && this.title === idea.title ? this.slug : slugOf(idea.title ?? "");
    return {
      form: form && formAddress(form, idea, formFields),
      editor: editorAddress(editor, slug, ideaYaml(idea, line)),
      copy: editorAddress(editor, slug, say("proposing.paste")),
    };
  }

  /** Measure the ways, suggest one, and let each link lead where it should: to GitHub, or to what is still missing. */
  update() {
    const addresses = this.addresses;
    const open = ORDER.filter((way) => addresses[way]);
    const [suggested] = open.filter((way) => fits(addresses[way]));
    for (const way of open) {
      const note = this.place.querySelector(`[data-note="${way}"]`);
      const long = !fits(addresses[way]);
      this.place.querySelector(`[value="${way}"]`).disabled = long;
      note.textContent = long
        ? say("proposing.too_long", { n: addresses[way].length, most: LONGEST_ADDRESS })
        : way === suggested ? say("proposing.suggested") : "";
    }
    const input = this.place.querySelector(`[value="${suggested}"]`);
    if (!this.byHand || !fits(addresses[this.chosen])) input.checked = true;
    const text = ideaYaml(this.fields.idea, line);
    if (this.file.value !== text) this.file.value = text; // what is selected stays so
    const [missing] = [...this.fields.faults(this.whole).keys()];
    for (const link of this.place.querySelectorAll("[data-go]")) {
      link.href = missing ? `#propose-${missing}` : addresses[link.dataset.go];
      link.toggleAttribute("data-ready", !missing);
    }
    this.turn(false);
  }

  /** Show the chosen way, and the fields that it needs. */
  turn(again = true) {
    const chosen = this.chosen;
    for (const panel of this.place.querySelectorAll("[data-way]")) panel.hidden = panel.dataset.way !== chosen;
    this.place.querySelector("[data-whole]").hidden = !this.whole;
    if (!again) return;
    this.update();
    this.name(this.fields.idea.title ?? "");
  }

  /** Leave, or be told what is missing: the first field at fault is where one goes on. */
  go(event) {
    this.update();
    const faulty = this.fields.show(this.whole, { all: true });
    if (!faulty.length) {
      this.remember(this.fields.idea.title);
      return;
    }
    event.preventDefault();
    this.announce(say("proposing.faults", { n: faulty.length }));
    const [first] = this.fields.controls(faulty[0]);
    for (let around = first.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    first.focus();
  }

  /** Tell under which name the site will show the idea: one that no other has by now. */
  async remember(title) {
    this.sent({ slug: this.title === title ? this.slug : slugOf(title), title });
    const slug = await freeSlug(title, (name) => this.taken(name));
    this.sent({ slug, title });
  }

  /** Copy the file; where the browser does not, select it, so that one press of a key does. */
  async copy() {
    const said = this.place.querySelector("[data-copied]");
    this.update();
    const faulty = this.fields.show(true, { all: true });
    if (faulty.length) {
      this.announce(say("proposing.faults", { n: faulty.length }));
      this.fields.controls(faulty[0])[0].focus();
      return;
    }
    try {
      await navigator.clipboard.writeText(this.file.value);
      said.textContent = say("proposing.copied");
    } catch {
      this.file.focus();
      this.file.select();
      said.textContent = say("proposing.uncopied");
    }
    this.announce(said.textContent);
  }
}
