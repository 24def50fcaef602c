// Takes over the list of all ideas: search, filters with counts, orders, cards or a table. The address holds the state.
// Before somebody asks for something the page is the one that the build wrote, and nothing more is loaded.

import { FACETS, openFilters, valueOf } from "./filters.js";
import { cardList, readCard } from "./found_cards.js";
import { element, openLabels, shown } from "./labels.js";
import { once, part } from "./parts.js";
import { columnOf, openIndex } from "./text_index.js";

const PER_PAGE = 20;
const COUNTED = ["challenge", "status", "tag", "language"]; // the others are loaded when they are opened
const RANKED = ["top", "trending", "controversial", "needs-eyes"];
const PAUSE = 200; // milliseconds without a key before what is typed is looked for
const MOST_SHOWN = 200; // values of a filter in its list

const place = document.getElementById("explore");
const field = place.querySelector("input[type=search]");
const list = place.querySelector(".listed");
const told = place.querySelector("[role=status]");
const written = [...list.childNodes]; // the first page as the build wrote it
const ideas = new URL(place.dataset.ideas, location.href);
const opened = new Set(COUNTED);
let counting = 0;

const load = once(async () => {
  const index = await part("index.json");
  const [head, words] = await Promise.all([index.ideas, index.labels[place.dataset.tree], index.columns.main].map(part));
  return { index, texts: openIndex(part, head), filters: openFilters(part, index.columns), ...openLabels(words) };
});

// ---- the state, as the address says it

function stateOf(address) {
  const asked = new URL(address, location.href).searchParams;
  const state = { q: asked.get("q") ?? "", sort: asked.get("sort") ?? "", view: asked.get("view") ?? "", page: Number(asked.get("page")) || 1 };
  for (const name of Object.keys(FACETS)) state[name] = asked.get(name) ?? "";
  return state;
}

function addressOf(state) {
  const address = new URL(ideas);
  for (const [name, value] of Object.entries(state)) {
    if (value && !(name === "page" && value === 1)) address.searchParams.set(name, value);
  }
  return address.href;
}

const asksNothing = (state) => addressOf(state) === ideas.href;

// ---- what is found, and in which order

async function found(state, tools) {
  const { texts, filters } = tools;
  const searched = state.q.trim() ? await texts.search(state.q) : { numbers: null, wanted: new Set() };
  const facets = Object.keys(FACETS).filter((name) => opened.has(name) || state[name]);
  const { numbers, counts } = await filters.filtered(searched.numbers, texts.texts, state, facets);
  return { numbers: await ordered(numbers, state, tools), counts, wanted: searched.wanted };
}

async function ordered(numbers, { sort, q }, { texts, index }) {
  const newest = (one, other) => other - one;
  if (RANKED.includes(sort)) {
    const { ideas: order } = await part(index.orders[sort]);
    const rank = new Uint32Array(texts.texts).fill(order.length);
    order.forEach((idea, at) => (rank[idea] = at));
    return numbers.sort((one, other) => rank[one] - rank[other] || other - one);
  }
  if (sort === "discussed" || sort === "waiting") {
    const talk = await part(index.columns.talk);
    const held = columnOf(talk[sort === "discussed" ? "comments" : "waiting"]);
    const within = sort === "discussed" ? newest : (one, other) => one - other;
    return numbers.sort((one, other) => held[other] - held[one] || within(one, other));
  }
  if (sort === "shuffle") {
    const lot = lots(texts.texts);
    return numbers.sort((one, other) => lot[one] - lot[other]);
  }
  return q.trim() && sort !== "new" ? numbers : numbers.sort(newest);
}

// A number for each idea, others each day (UTC), the same for everybody (mulberry32).
function lots(count) {
  let seed = Math.floor(Date.now() / 86400000);
  return Uint32Array.from({ length: count }, () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  });
}

// ---- what is shown

async function show({ focus = false } = {}) {
  const mine = ++counting;
  const state = stateOf(location.href);
  if (document.activeElement !== field) field.value = state.q;
  if (asksNothing(state) && !load.coming) return;
  place.setAttribute("aria-busy", "true");
  try {
    const tools = await load();
    const result = await found(state, tools);
    const pages = Math.max(1, Math.ceil(result.numbers.length / PER_PAGE));
    const page = Math.min(Math.max(1, state.page), pages);
    const numbers = result.numbers.slice((page - 1) * PER_PAGE, page * PER_PAGE);
    const cards = await described(numbers, tools);
    const shape = state.view === "table" ? (await import("./found_table.js")).cardTable : cardList;
    if (mine !== counting) return; // somebody has asked for something else
    const facts = { ideas, say: tools.say, wanted: result.wanted };
    const heading = element("h2", { class: "count-of", tabindex: "-1" }, tools.say("ideas.count", { n: result.numbers.length }));
    told.textContent = heading.textContent;
    if (asksNothing(state)) list.replaceChildren(...written);
    else
      list.replaceChildren(
        heading,
        ...chosenChips(state, tools),
        cards.length ? shape(cards, facts) : element("p", { class: "nothing" }, tools.say("finding.nothing")),
        pager(state, page, pages, tools.say),
      );
    await refreshFacets(state, result.counts, tools);
    refreshLinks(state);
    if (focus && heading.isConnected) {
      heading.scrollIntoView({ block: "start" });
      heading.focus({ preventScroll: true });
    }
  } catch {
    if (mine !== counting) return;
    told.textContent = place.dataset.failed;
    list.replaceChildren(element("p", { class: "nothing" }, place.dataset.failed), ...written);
  }
  place.removeAttribute("aria-busy");
}

async function described(numbers, { texts, filters, label }) {
  const [cards, challenge, status, tag] = await Promise.all([texts.cards(numbers), ...["challenge", "status", "tag"].map(filters.facet)]);
  return cards.map((row, at) => {
    const named = (facet, column) => {
      const names = [];
      column.each(numbers[at], (value) => {
        const entry = column.values[value - 1];
        names.push({ value: valueOf(entry), ...label(facet, entry) });
      });
      return names;
    };
    return { ...readCard(row), challenge: named("challenge", challenge)[0], status: named("status", status)[0], tags: named("tag", tag) };
  });
}

// The chosen filters, each as a way to go on without it.
function chosenChips(state, { say, label }) {
  const chips = Object.keys(FACETS).filter((name) => state[name]).map((name) => {
    const { text, lang } = label(name, entryOf(name, state[name]));
    const link = element("a", { class: "chip", href: addressOf({ ...state, [name]: "", page: 1 }) });
    link.append(element("span", { class: "unseen" }, `${say("finding.without")} `), element("span", { lang }, text), " ", element("span", { "aria-hidden": "true" }, "×"));
    return link;
  });
  if (chips.length === 0 && !state.q) return [];
  const clear = element("a", { class: "clear", href: ideas.href }, say("finding.clear"));
  return [element("p", { class: "chosen" }, ...chips.flatMap((chip) => [chip, " "]), clear)];
}

const known = new Map(); // by facet the entries of its values, for their names

const entryOf = (name, value) => known.get(name)?.get(value) ?? value;

async function refreshFacets(state, counts, { filters, label }) {
  for (const details of place.querySelectorAll("details[data-facet]")) {
    const name = details.dataset.facet;
    if (!counts[name]) continue;
    const { values } = await filters.facet(name);
    known.set(name, new Map(values.map((entry) => [valueOf(entry), entry])));
    const rows = values.map((entry, at) => [entry, counts[name][at]]).filter(([entry, count]) => count > 0 || valueOf(entry) === state[name]);
    rows.sort((one, other) => other[1] - one[1]);
    const links = rows.slice(0, MOST_SHOWN).map(([entry, count]) => {
      const value = valueOf(entry);
      const { text, lang } = label(name, entry);
      const current = value === state[name];
      const href = addressOf({ ...state, [name]: current ? "" : value, page: 1 });
      return element("li", {}, element("a", { href, "aria-current": current && "true" }, element("span", { lang }, text), " ", element("span", { class: "small" }, shown(count))));
    });
    const within = details.contains(document.activeElement) && document.activeElement.matches("a");
    details.querySelector("ul").replaceChildren(...links);
    if (within) details.querySelector("summary").focus();
    const named = details.querySelector(".of");
    named.textContent = state[name] ? label(name, entryOf(name, state[name])).text : "";
  }
}

// Orders and views are links to the state with them; their own addresses, without script, are the plain lists.
function refreshLinks(state) {
  const sort = state.sort || (state.q.trim() ? "match" : "new");
  for (const link of place.querySelectorAll("[data-sort]")) {
    const value = link.dataset.sort;
    link.href = addressOf({ ...state, sort: value === "match" || (value === "new" && !state.q.trim()) ? "" : value, page: 1 });
    if (value === "match") link.parentElement.hidden = !state.q.trim();
    mark(link, value === sort);
    if (value === sort) place.querySelector("[data-order] .of").textContent = value === "new" ? "" : link.textContent;
  }
  for (const link of place.querySelectorAll("[data-view]")) {
    link.href = addressOf({ ...state, view: link.dataset.view === "table" ? "table" : "" });
    mark(link, (link.dataset.view === "table") === (state.view === "table"));
  }
}

function mark(link, current) {
  if (current) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
}

function pager(state, page, pages, say) {
  if (pages < 2) return "";
  const to = (number) => addressOf({ ...state, page: number });
  const near = [...new Set([1, page - 2, page - 1, page, page + 1, page + 2, pages])].filter((number) => number >= 1 && number <= pages);
  const links = [];
  near.forEach((number, at) => {
    if (at > 0 && number > near[at - 1] + 1) links.push(element("span", {}, "…"));
    links.push(
      number === page
        ? element("span", { "aria-current": "page" }, shown(number))
        : element("a", { href: to(number), "data-page": number, "aria-label": say("finding.page", { number: shown(number) }) }, shown(number)),
    );
  });
  const previous = page > 1 && element("a", { rel: "prev", href: to(page - 1), "data-page": page - 1 }, say("pages.previous"));
  const next = page < pages && element("a", { rel: "next", href: to(page + 1), "data-page": page + 1 }, say("pages.next"));
  return element("nav", { class: "pages", "aria-label": say("pages") }, ...[previous, ...links, next].filter(Boolean).flatMap((link) => [link, " "]));
}

// ---- what somebody does

function go(address, options) {
  if (address !== location.href) history.pushState(null, "", address);
  show(options);
}

let pause;
let typing = false; // whether the last step of the history is what is being typed
field.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(() => {
    const address = addressOf({ ...stateOf(location.href), q: field.value, page: 1 });
    history[typing ? "replaceState" : "pushState"](null, "", address);
    typing = true;
    show();
  }, PAUSE);
});
field.addEventListener("focus", () => load().catch(() => {}));
field.addEventListener("blur", () => (typing = false));
place.querySelector("form").addEventListener("submit", (event) => event.preventDefault());

place.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const facet = link.closest("details[data-facet]")?.dataset.facet;
  let address = link.href;
  if (facet && link.dataset.value) address = addressOf({ ...stateOf(location.href), [facet]: link.dataset.value, page: 1 });
  else if (link.dataset.sort && !address.startsWith(ideas)) address = addressOf({ ...stateOf(location.href), sort: link.dataset.sort, page: 1 });
  else if (new URL(address).pathname !== ideas.pathname || new URL(address).hash) return;
  event.preventDefault();
  typing = false;
  link.closest("details")?.removeAttribute("open");
  go(address, { focus: Boolean(link.dataset.page) });
});

for (const details of place.querySelectorAll(".facets details")) {
  details.addEventListener("toggle", () => {
    if (!details.open) return;
    for (const other of place.querySelectorAll(".facets details[open]")) if (other !== details) other.open = false;
    load().catch(() => {});
    if (details.dataset.facet && !opened.has(details.dataset.facet)) {
      opened.add(details.dataset.facet);
      show();
    }
  });
}

// A choice lies over the list: a click elsewhere, or Escape, puts it away.
const fold = () => place.querySelectorAll(".facets details[open]").forEach((details) => (details.open = false));
document.addEventListener("click", (event) => event.target.closest?.(".facets details") || fold());
place.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.target.closest?.("details[open]")?.querySelector("summary").focus();
  fold();
});

addEventListener("popstate", () => {
  typing = false;
  field.value = stateOf(location.href).q;
  show();
});
show();
