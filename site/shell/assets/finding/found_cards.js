// Shows ideas that were found, as cards like those of the build's lists and as a table. What people wrote stays text.

import { piecesOf } from "./folding.js";
import { amount, day, element, shown } from "./labels.js";

/** What a card of the index says, by name. */
export function readCard([slug, title, language, summary, date, authors, support, comments, cost]) {
  return { slug, title, language, summary, date, authors, support, comments, cost };
}

/** Text in which the words that were found are marked. */
export const marked = (text, wanted) =>
  [...piecesOf(text, wanted)].map(([piece, found]) => (found ? element("mark", {}, piece) : piece));

const own = (text) => ({ lang: text.lang, dir: text.lang ? "auto" : "" });

function support(idea, say) {
  if (idea.support === false) return null;
  return idea.support === null ? say("card.withheld") : say("card.support", { n: idea.support });
}

function status(idea) {
  return element("span", { class: `status status-${idea.status.value}`, ...own(idea.status) }, idea.status.text);
}

function title(idea, ideas, wanted) {
  return element("a", { href: new URL(`${idea.slug}/`, ideas).href }, ...marked(idea.title, wanted));
}

/** A list of ideas whose pages stand below `ideas`. */
export function cardList(found, { ideas, say, wanted }) {
  return element("ul", { class: "cards" }, ...found.map((idea) => card(idea, ideas, say, wanted)));
}

function card(idea, ideas, say, wanted) {
  const written = { lang: idea.language, dir: "auto" };
  const facts = [
    status(idea),
    support(idea, say) && element("span", { class: "support" }, support(idea, say)),
    idea.cost && element("span", {}, amount(idea.cost)),
    idea.comments > 0 && element("span", { class: "comments" }, say("card.comments", { n: idea.comments })),
  ];
  const origin = [
    idea.challenge && element("span", own(idea.challenge), idea.challenge.text),
    idea.authors.length > 0 && element("bdi", { class: "by" }, idea.authors.join(", ")),
    idea.date && element("time", { datetime: idea.date }, day(idea.date)),
  ];
  return element(
    "li",
    { class: "card" },
    element("h3", written, title(idea, ideas, wanted)),
    idea.summary && element("p", written, ...marked(idea.summary, wanted)),
    element("p", { class: "meta origin" }, ...spaced(origin)),
    idea.tags.length > 0 && element("p", { class: "meta topics" }, ...spaced(idea.tags.map((tag) => element("span", own(tag), tag.text)))),
    element("p", { class: "meta" }, ...spaced(facts)),
  );
}

const spaced = (pieces) => pieces.filter(Boolean).flatMap((piece) => [" ", piece]);

/** The same as a table. */
export function cardTable(found, { ideas, say, wanted }) {
  const head = ["idea", "challenge", "status", "support", "comments", "date"];
  const row = (idea) => [
    element("th", { scope: "row", lang: idea.language, dir: "auto" }, title(idea, ideas, wanted)),
    element("td", idea.challenge ? own(idea.challenge) : {}, idea.challenge?.text),
    element("td", {}, status(idea)),
    element("td", { class: "number" }, idea.support === null ? say("card.withheld") : idea.support === false ? "" : shown(idea.support)),
    element("td", { class: "number" }, shown(idea.comments)),
    element("td", {}, idea.date && element("time", { datetime: idea.date }, day(idea.date))),
  ];
  const table = element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...head.map((key) => element("th", { scope: "col" }, say(`finding.${key}`))))),
    element("tbody", {}, ...found.map((idea) => element("tr", {}, ...row(idea)))),
  );
  return element("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": say("finding.table") }, table);
}
