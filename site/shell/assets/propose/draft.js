// Keeps what somebody types in this browser, a draft for each challenge ("" for ideas of one's own), until they clear it.
// Two tabs may write the same draft: what the other one changed comes in here, and where both changed the same field,
// the text of the other tab is kept beside.

const copy = (value) => JSON.parse(JSON.stringify(value));
const same = (a, b) => JSON.stringify(a?.length ? a : "") === JSON.stringify(b?.length ? b : "");

/** Whether nothing was typed; the language is chosen for people. */
export const isEmpty = (values) =>
  !Object.entries(values ?? {}).some(([name, value]) => name !== "language" && value?.length);

export class Drafts {
  /** `home` is the path of the site, since several sites may stand on one host. */
  constructor(home) {
    this.home = `ideario ${home} `;
    this.known = {};
    try {
      this.storage = localStorage;
    } catch { /* the browser keeps nothing: each attempt to keep something fails */ }
  }

  read(kind, challenge) {
    try {
      const kept = JSON.parse(this.storage.getItem(this.home + kind + challenge));
      return kept && typeof kept.values === "object" && kept.values ? kept : null;
    } catch {
      return null;
    }
  }

  write(kind, challenge, kept) {
    try {
      if (kept) this.storage.setItem(this.home + kind + challenge, JSON.stringify(kept));
      else this.storage.removeItem(this.home + kind + challenge);
      return true;
    } catch {
      return false;
    }
  }

  /** The draft for a challenge, `{values, sent}`, or null; from now on changes are measured against it. */
  open(challenge) {
    const kept = this.read("draft ", challenge);
    this.known = copy(kept?.values ?? {});
    return kept;
  }

  /** Measure changes against `values`: what the fields hold before anybody types. */
  begin(values) {
    this.known = copy(values);
  }

  /** Challenges for which something is kept. */
  all() {
    const found = [];
    try {
      for (let place = 0; place < this.storage.length; place += 1) {
        const key = this.storage.key(place);
        const challenge = key.slice(`${this.home}draft `.length);
        if (key.startsWith(`${this.home}draft `) && !isEmpty(this.read("draft ", challenge)?.values)) found.push(challenge);
      }
    } catch { /* storage is refused: nothing is kept */ }
    return found;
  }

  /** Keep `values`; returns them with what another tab has changed since, or null where the browser refuses. */
  save(challenge, values, sent) {
    const there = this.read("draft ", challenge);
    const merged = { ...values };
    let clash = false;
    for (const [name, theirs] of Object.entries(there?.values ?? {})) {
      if (same(theirs, this.known[name])) continue;
      if (same(values[name], this.known[name])) merged[name] = theirs;
      else if (!same(theirs, values[name])) clash = true;
    }
    if (clash && !this.write("other ", challenge, there)) return null;
    const kept = { values: merged, sent: sent ?? there?.sent };
    if (!this.write("draft ", challenge, isEmpty(merged) ? null : kept)) return null;
    this.known = copy(merged);
    return merged;
  }

  /** Whether `values` are those that were last read or kept. */
  unchanged(values) {
    return Object.entries(values).every(([name, value]) => same(value, this.known[name]));
  }

  /** Make the draft for a challenge that takes no ideas any more one of an idea of one's own, or keep it beside that. */
  rescue(challenge) {
    const kept = this.read("draft ", challenge);
    if (!kept) return;
    const there = this.read("draft ", "");
    if (this.write(there ? "other " : "draft ", "", { values: kept.values })) this.write("draft ", challenge, null);
  }

  /** Take a draft away; what it held can be brought back until another one is cleared. */
  clear(challenge) {
    const kept = this.read("draft ", challenge);
    if (kept) this.write("cleared ", challenge, kept);
    this.write("draft ", challenge, null);
    this.known = {};
  }

  /** What can be brought back: cleared here, or typed in another tab ("other "). */
  kept(kind, challenge) {
    return this.read(kind, challenge);
  }

  forget(kind, challenge) {
    this.write(kind, challenge, null);
  }

  /** The key that another tab writes when it changes this draft. */
  key(challenge) {
    return `${this.home}draft ${challenge}`;
  }
}
