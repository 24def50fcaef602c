// The search in the header of every page: ideas, challenges, people and pages, in a list below the field.
// Loaded when somebody is about to type. Without it the field leads to the page of all ideas.

import { piecesOf } from "./folding.js";
import { marked } from "./found_cards.js";
import { element, openLabels } from "./labels.js";
import { once, part } from "./parts.js";
import { openIndex } from "./text_index.js";

const PAUSE = 120; // milliseconds without a key before what is typed is looked for
const MOST = { ideas: 5, challenges: 3, people: 3, pages: 4 };
const BEFORE = 40; // letters of an excerpt before the first word that was found
const EXCERPT = 130;

const place = document.querySelector(".find");
const form = place.querySelector("form");
const field = place.querySelector("input");
const ideas = new URL(form.action);
const tree = new URL("../", ideas);
const list = element("div", { class: "found", id: "found", role: "listbox", "aria-label": field.getAttribute("aria-label") });
const told = element("p", { class: "unseen", role: "status" });
let asked = 0;
let active = -1;

list.hidden = true;
form.append(list, told);
for (const [name, value] of Object.entries({ role: "combobox", "aria-controls": "found", "aria-expanded": "false", "aria-autocomplete": "list" })) {
  field.setAttribute(name, value);
}

const load = once(async () => {
  const index = await part("index.json");
  const spoken = place.dataset.tree;
  const [labels, ...heads] = await Promise.all([index.labels[spoken], index.ideas, index.records, index.pages[spoken]].map(part));
  const [things, records, pages] = heads.map((head) => openIndex(part, head));
  return { things, records, pages, ...openLabels(labels) };
});

// What was found, in groups: [name, [{href, title, text, language}]].
async function groups(text, { things, records, pages }) {
  const searched = await Promise.all([things, records, pages].map((index) => index.search(text)));
  const wanted = new Set(searched.flatMap((one) => [...one.wanted]));
  const [found, known, written] = searched.map((one) => one.numbers);
  const [cards, others, sections] = await Promise.all([
    things.cards(found.slice(0, MOST.ideas)),
    records.cards(known.slice(0, 8 * MOST.people)), // challenges and people are mixed
    pages.cards(written.slice(0, MOST.pages)),
  ]);
  const rows = cards.map(([slug, title, language, summary]) => ({ href: new URL(`${slug}/`, ideas), title, text: summary, language }));
  const other = (kind) =>
    others.filter((card) => card[0] === kind).slice(0, MOST[kind])
      .map(([, path, title, language, text]) => ({ href: new URL(path, tree), title, text, language }));
  const places = sections.map(([, path, title, , text, page]) => ({
    href: new URL(path, tree), title: title === page ? title : `${page}: ${title}`, text: text, language: "",
  }));
  return { total: found.length, wanted, found: [["ideas", rows], ["challenges", other("challenges")], ["people", other("people")], ["pages", places]] };
}

// The part of a text around the first word that was found.
function excerpt(text, wanted) {
  let start = 0;
  for (const [piece, found] of piecesOf(text, wanted)) {
    if (found) break;
    start += piece.length;
  }
  if (start >= text.length) start = 0;
  const begin = start > BEFORE ? text.indexOf(" ", start - BEFORE) + 1 : 0;
  const end = text.length > begin + EXCERPT ? text.lastIndexOf(" ", begin + EXCERPT) : text.length;
  return (begin > 0 ? "… " : "") + text.slice(begin, end > begin ? end : begin + EXCERPT) + (end < text.length ? " …" : "");
}

function option(href, ...children) {
  return element("a", { role: "option", tabindex: "-1", "aria-selected": "false", href }, ...children);
}

function shownGroup([name, rows], wanted, say) {
  const heading = element("p", { id: `found-${name}`, role: "presentation" }, say(`finding.${name}`));
  const options = rows.map(({ href, title, text, language }) => {
    const written = { lang: language, dir: "auto" };
    return option(href.href, element("b", written, ...marked(title, wanted)), text && element("span", written, ...marked(excerpt(text, wanted), wanted)));
  });
  return element("div", { role: "group", "aria-labelledby": heading.id }, heading, ...options);
}

async function search() {
  const mine = ++asked;
  const text = field.value.trim();
  if (text === "") return close();
  try {
    const tools = await load();
    const { found, total, wanted } = await groups(text, tools);
    if (mine !== asked || document.activeElement !== field) return;
    const shown = found.filter(([, rows]) => rows.length > 0).map((group) => shownGroup(group, wanted, tools.say));
    const everything = new URL(ideas);
    everything.searchParams.set("q", text);
    if (total > MOST.ideas) shown.push(option(everything.href, tools.say("finding.every", { n: total })));
    const count = found.reduce((sum, [, rows]) => sum + rows.length, 0);
    list.replaceChildren(...(shown.length ? shown : [element("p", { class: "nothing" }, tools.say("finding.nothing"))]));
    [...list.querySelectorAll("[role=option]")].forEach((one, number) => (one.id = `found-${number}`));
    told.textContent = count ? tools.say("finding.results", { n: count }) : tools.say("finding.nothing");
    active = -1;
    open();
  } catch {
    close(); // the field still leads to the page of all ideas
  }
}

function open() {
  list.hidden = false;
  field.setAttribute("aria-expanded", "true");
  field.removeAttribute("aria-activedescendant");
}

function close() {
  asked += 1;
  list.hidden = true;
  told.textContent = "";
  active = -1;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

function move(by) {
  const options = [...list.querySelectorAll("[role=option]")];
  if (options.length === 0) return;
  options[active]?.setAttribute("aria-selected", "false");
  active = active + by < -1 ? options.length - 1 : active + by >= options.length ? -1 : active + by;
  if (active < 0) return field.removeAttribute("aria-activedescendant");
  options[active].setAttribute("aria-selected", "true");
  options[active].scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", options[active].id);
}

let pause;
field.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(search, PAUSE);
});
field.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (list.hidden) search();
    else move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    close();
  } else if (event.key === "Enter" && active >= 0) {
    event.preventDefault();
    list.querySelectorAll("[role=option]")[active].click();
  }
});
field.addEventListener("focus", () => field.value.trim() && search());
place.addEventListener("focusout", (event) => place.contains(event.relatedTarget) || close());
list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus until the click is done
list.addEventListener("click", close);
load().catch(() => {});
if (field.value.trim()) search();
