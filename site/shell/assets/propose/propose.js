// The propose page: one form, kept while one types, looked through, shown as it will be, and sent off in one of three ways.

import { Drafts, isEmpty } from "./draft.js";
import { Fields } from "./fields.js";
import { element, say } from "./words.js";
import { showPreview } from "./preview.js";
import { showSimilar } from "./similar.js";
import { Ways } from "./ways.js";

const SOON = 350; // milliseconds after the last key

const place = document.getElementById("propose");
const form = place.querySelector("form");
const aloud = document.getElementById("propose-aloud");
const root = new URL(place.dataset.root, location.href);
const pages = new URL(place.dataset.pages, location.href);
const select = form.elements.challenge;
const preview = document.getElementById("propose-preview");

/** Say a sentence to who cannot see it; the same one again is said again. */
function announce(sentence) {
  aloud.textContent = "";
  setTimeout(() => { aloud.textContent = sentence; }, 50);
}

const fields = new Fields(form, announce);
const drafts = new Drafts(root.pathname);
const ways = new Ways(form.querySelector(".ways"), { fields, root, announce, sent });
let challenge = "";
let refused = false;
let hits = [];
let waiting;

// ---- what is kept

function keep(gone) {
  const values = fields.read();
  const merged = drafts.save(challenge, values, gone);
  refused = !merged && !isEmpty(values);
  document.getElementById("propose-refused").hidden = !refused;
  document.getElementById("propose-kept").hidden = refused || isEmpty(values);
  if (merged && JSON.stringify(merged) !== JSON.stringify(values)) fields.fill(merged);
  offer();
}

function sent(what) {
  keep(what);
  for (const note of form.querySelectorAll("[data-opened]")) note.hidden = false;
}

function load() {
  const kept = drafts.open(challenge);
  fields.fill(kept?.values ?? {});
  drafts.begin(fields.read());
  fields.left.clear();
  fields.show(ways.whole);
  document.getElementById("propose-kept").hidden = !kept;
  offer();
  seen(kept?.sent);
}

/** Where the site shows the idea that was sent, its draft has done its work. */
async function seen(gone) {
  const note = document.getElementById("propose-there");
  note.hidden = true;
  if (!gone?.slug || !(await ways.taken(gone.slug))) return;
  arrived(new URL(`ideas/${gone.slug}/`, root), gone.title);
}

function arrived(address, title) {
  const note = document.getElementById("propose-there");
  const link = note.querySelector("a");
  link.href = address;
  link.textContent = title;
  note.hidden = false;
}

/** Offer what can be brought back, and say which other drafts there are. */
function offer() {
  for (const kind of ["cleared", "other"]) {
    document.getElementById(`propose-${kind}`).hidden = !drafts.kept(`${kind} `, challenge);
  }
  const others = drafts.all().filter((one) => one !== challenge);
  const list = document.getElementById("propose-drafts");
  list.hidden = !others.length;
  list.querySelector("ul").replaceChildren(
    ...others.map((one) => {
      const title = [...(select?.options ?? [])].find((option) => option.value === one)?.label;
      const address = new URL(location.pathname, location.href);
      if (one) address.searchParams.set("challenge", one);
      return element("li", {}, element("a", { href: address, textContent: title ?? one ?? "" }));
    }),
  );
}

function clear() {
  drafts.clear(challenge);
  load();
  announce(say("proposing.cleared"));
  refresh();
  document.getElementById("propose-cleared").querySelector("button").focus();
}

function bringBack(kind) {
  const kept = drafts.kept(`${kind} `, challenge);
  if (!kept) return;
  const now = fields.read();
  drafts.forget(`${kind} `, challenge);
  if (!isEmpty(now)) drafts.write("cleared ", challenge, { values: now });
  fields.fill(kept.values);
  keep(kept.sent);
  announce(say("proposing.back"));
  refresh();
  fields.controls("title")[0].focus();
}

// ---- the challenge

function choose(slug) {
  const option = [...(select?.options ?? [])].find((one) => one.value === slug);
  const shut = slug && (!option || new Date(option.dataset.closes) < new Date());
  document.getElementById("propose-shut").hidden = !shut;
  challenge = shut || !option ? "" : slug;
  if (shut) drafts.rescue(slug);
  if (select) select.value = challenge;
  for (const one of form.querySelectorAll("[data-challenge]")) one.hidden = one.dataset.challenge !== challenge;
  const { currency = "", closes } = option?.dataset ?? {};
  const needs = Boolean(currency && challenge && closes);
  const cost = document.getElementById("propose-cost-field");
  cost.querySelector("[data-currency]").textContent = needs ? currency : "";
  cost.querySelector("input").setAttribute("aria-required", needs);
  document.getElementById(needs ? "propose-cost-first" : "propose-cost-later").append(cost);
}

/** Somebody chooses another challenge: what they have typed goes along, unless a draft waits there. */
function move() {
  const from = challenge;
  const values = fields.read();
  choose(select.value);
  if (!drafts.read("draft ", challenge) && !isEmpty(values)) {
    if (drafts.write("draft ", challenge, { values })) drafts.write("draft ", from, null);
    drafts.open(challenge);
    offer();
  } else load();
  refresh();
}

// ---- as one types

function changed(event) {
  if (event.target === select) return;
  const { name } = event.target;
  if (!("field" in event.target.dataset)) return;
  keep();
  fields.count(name);
  fields.show(ways.whole, { aloud: name });
  soon();
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, SOON);
}

async function refresh() {
  clearTimeout(waiting);
  const idea = fields.idea;
  const note = document.getElementById("propose-removed");
  const { removed } = fields;
  note.textContent = removed ? say("proposing.removed", { n: removed }) : "";
  note.hidden = !removed;
  if (preview.open) showPreview(preview, fields);
  ways.name(idea.title ?? "");
  ways.update();
  hits = await showSimilar(document.getElementById("propose-similar"), idea, pages.href, announce);
  const same = hits.find((one) => idea.title && one.title.trim().toLowerCase() === idea.title.toLowerCase());
  const kept = drafts.read("draft ", challenge);
  if (same && kept?.sent) arrived(same.url, same.title);
}

function left(event) {
  const { name, dataset } = event.target;
  if (!("field" in dataset) || !fields.controls(name)[0].value) return;
  fields.left.add(name);
  fields.show(ways.whole, { aloud: name });
}

// ---- begin

function begin() {
  choose(new URLSearchParams(location.search).get("challenge") ?? "");
  document.getElementById("propose-by-hand").hidden = true;
  place.hidden = false;
  preview.open = matchMedia("(min-width: 60em)").matches;
  const restored = fields.read(); // what the browser itself has kept of the page
  const kept = drafts.open(challenge);
  if (kept || isEmpty(restored)) load();
  else keep();
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("focusout", left);
  form.addEventListener("submit", (event) => event.preventDefault());
  select?.addEventListener("change", move);
  preview.addEventListener("toggle", () => preview.open && showPreview(preview, fields));
  for (const button of document.querySelectorAll("[data-clear]")) button.addEventListener("click", clear);
  for (const button of document.querySelectorAll("[data-back]")) {
    button.addEventListener("click", () => bringBack(button.dataset.back));
  }
  addEventListener("storage", (event) => {
    if (event.key !== drafts.key(challenge)) return;
    if (event.newValue === null && drafts.unchanged(fields.read())) load();
    else keep();
    soon();
  });
  addEventListener("pageshow", (event) => event.persisted && keep());
  addEventListener("beforeunload", (event) => refused && event.preventDefault());
  refresh();
}

begin();
