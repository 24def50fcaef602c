// Shows ideas that were found as a table; loaded when somebody wants one.

import { own, status, title } from "./found_cards.js";
import { day, element, shown } from "./labels.js";

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
