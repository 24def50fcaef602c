// Shows ideas that were found, as cards like those of the build's lists. What people wrote stays text.

import { piecesOf } from "./folding.js";
import { amount, day, element, shown } from "./labels.js";

/** What a card of the index says, by name. */
export function readCard([slug, title, language, summary, date, authors, support, comments, cost, result]) {
  return { slug, title, language, summary, date, authors, support, comments, cost, result };
}

/** Text in which the words that were found are marked. */
export const marked = (text, wanted) =>
  [...piecesOf(text, wanted)].map(([piece, found]) => (found ? element("mark", {}, piece) : piece));

export const own = (text) => ({ lang: text.lang, dir: text.lang ? "auto" : "" });

function support(idea, say) {
  if (idea.support === false) return null;
  return idea.support === null ? say("card.withheld") : say("card.support", { n: idea.support });
}

export function status(idea) {
  return element("span", { class: `status status-${idea.status.value}`, ...own(idea.status) }, idea.status.text);
}

function outcome({ result }, say) {
  if (!result) return [];
  const [won, rank, among, judged] = result;
  const key = judged ? "outcome.score" : "outcome.rank";
  return [
    element("span", { class: won ? "won" : "lost" }, say(won ? "outcome.won" : "outcome.lost")),
    rank !== null && element("span", {}, say(key, { rank: shown(rank), n: among })),
  ];
}

export function title(idea, ideas, wanted) {
  return element("a", { href: new URL(`${idea.slug}/`, ideas).href }, ...marked(idea.title, wanted));
}

/** A list of ideas whose pages stand below `ideas`. */
export function cardList(found, { ideas, say, wanted }) {
  return element("ul", { class: "cards" }, ...found.map((idea) => card(idea, ideas, say, wanted)));
}

function card(idea, ideas, say, wanted) {
  const written = { lang: idea.language, dir: "auto" };
  const facts = [
    ...outcome(idea, say),
    (!idea.result || idea.status.kind !== "open") && status(idea),
    support(idea, say) && element("span", { class: "support" }, support(idea, say)),
    idea.cost && element("span", {}, amount(idea.cost)),
    idea.comments > 0 && element("span", { class: "comments" }, say("card.comments", { n: idea.comments })),
  ];
  const origin = [
    idea.challenge && element("span", own(idea.challenge), idea.challenge.text),
    idea.authors.length > 0 && element("bdi", { class: "by" }, idea.authors.join(say("comma"))),
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
