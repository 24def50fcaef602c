// The fields of the form: reads and fills them, and says at each what is wrong with it.

import { checkIdea } from "./schema_check.js";
import { ideaOf } from "./idea_values.js";
import { characters, cleaned, ideaYaml, manyLines, oneLine } from "./idea_yaml.js";
import { line, say, schema } from "./words.js";

const LARGEST_FILE = 64 * 1024; // bytes
const NEARLY = 20; // so many characters before the end, the counter is said aloud once
const FILE_ONLY = ["authors", "consent"];

export class Fields {
  /** `form` holds the fields; `announce` says a sentence to who cannot see it. */
  constructor(form, announce) {
    this.form = form;
    this.announce = announce;
    this.left = new Set(); // the fields that somebody has left once: before that nothing is wrong with them
    this.near = new Set();
  }

  get names() {
    return [...new Set([...this.form.querySelectorAll("[name][data-field]")].map((field) => field.name))];
  }

  controls(name) {
    return [...this.form.querySelectorAll(`[data-field][name="${name}"]`)];
  }

  /** What stands in the fields, by name: text, or of boxes to tick a list. */
  read() {
    const values = {};
    for (const name of this.names) {
      const controls = this.controls(name);
      values[name] =
        controls[0].type === "checkbox"
          ? controls.filter((one) => one.checked).map((one) => one.value)
          : controls[0].value;
    }
    return values;
  }

  /** Put values into the fields that have others; the field in which somebody writes keeps its place. */
  fill(values) {
    for (const name of this.names) {
      for (const one of this.controls(name)) {
        const value = values[name] ?? (name === "language" ? one.dataset.usual : "");
        if (one.type === "checkbox") one.checked = value.includes(one.value);
        else if (one.value !== value) one.value = value;
      }
      this.count(name);
    }
  }

  get challenge() {
    const select = this.form.elements.challenge;
    const option = select?.selectedOptions[0];
    if (!option?.value) return undefined;
    const { currency, decimals, closes } = option.dataset;
    return { slug: option.value, title: option.label, currency, decimals: Number(decimals), closes };
  }

  get idea() {
    return ideaOf(this.read(), this.challenge);
  }

  /** What is wrong, a sentence for each field that something is wrong with; `file` asks for a whole file. */
  faults(file) {
    const idea = this.idea;
    const wanted = schema.required.filter((name) => file || !FILE_ONLY.includes(name));
    if (this.challenge?.currency) wanted.push("cost");
    const found = new Map();
    for (const name of wanted) {
      if (idea[name] === undefined) found.set(name, say(name === "consent" ? "proposing.consent" : "proposing.needed"));
    }
    for (const { pointer, keyword } of checkIdea(idea, [schema])) {
      const name = pointer.split("/")[1];
      if (name && !found.has(name)) found.set(name, this.complaint(name, keyword, idea[name]));
    }
    const { currency } = this.challenge ?? {};
    if (currency && idea.cost && !found.has("cost") && !idea.cost.endsWith(` ${currency}`)) {
      found.set("cost", say("proposing.cost", { example: `1500 ${currency}` }));
    }
    const size = new TextEncoder().encode(ideaYaml(idea, line)).length;
    if (size > LARGEST_FILE && !found.has("body")) found.set("body", say("proposing.large", { n: size - LARGEST_FILE }));
    return found;
  }

  complaint(name, keyword, value) {
    const part = schema.properties[name];
    if (keyword === "minLength" && part.minLength) return say("proposing.short", { n: part.minLength });
    if (keyword === "maxLength" && part.maxLength) return say("proposing.long", { n: characters(value) - part.maxLength });
    if (keyword === "maxItems") return say("proposing.many", { n: value.length - part.maxItems });
    if (name === "cost") return say("proposing.cost", { example: `1500 ${this.challenge?.currency || "EUR"}` });
    if (name === "authors") return say("proposing.login");
    if (name === "needs") return say("proposing.entry", { n: part.items.maxLength });
    return say("proposing.wrong");
  }

  /** Show what is wrong with the fields that somebody has left, or with `all`; returns the names of those at fault. */
  show(file, { all = false, aloud = "" } = {}) {
    const faults = this.faults(file);
    for (const name of this.names) {
      const fault = all || this.left.has(name) ? faults.get(name) : undefined;
      const place = document.getElementById(`propose-${name}-fault`);
      if (!place) continue;
      if (fault && place.hidden && name === aloud) this.announce(fault); // once, and not at every further character
      place.textContent = fault ?? "";
      place.hidden = !fault;
      for (const one of this.controls(name)) {
        if (fault) one.setAttribute("aria-invalid", "true");
        else one.removeAttribute("aria-invalid");
      }
    }
    return this.names.filter((name) => faults.has(name));
  }

  /** How many characters are left, where a field has a limit: shown at once, said when the end is near. */
  count(name) {
    const place = document.getElementById(`propose-${name}-left`);
    const most = schema.properties[name]?.maxLength;
    if (!place || !most) return;
    const value = this.controls(name)[0].value;
    const left = most - characters(name === "body" ? manyLines(value) : oneLine(value));
    place.textContent = left < 0 ? say("proposing.long", { n: -left }) : say("proposing.left", { n: left });
    if (left > NEARLY) this.near.delete(name);
    else if (!this.near.has(name)) {
      this.near.add(name);
      this.announce(place.textContent);
    }
  }

  /** How many signs were typed or pasted that no file may hold, and so will not be in it. */
  get removed() {
    return this.names
      .filter((name) => name !== "tags")
      .reduce((sum, name) => sum + cleaned(this.controls(name)[0].value).removed, 0);
  }
}
