// Shows the idea as the site will: its card in lists, and its page.

import { amount, element, say } from "./words.js";

let renderMarkdown; // loaded when somebody looks, since few texts are read before they are written

function heading(idea, spoken) {
  return element("h3", { lang: idea.language, dir: spoken, textContent: idea.title ?? say("proposing.untitled") });
}

function facts(fields, idea) {
  const line = element("p", { className: "meta" });
  if (idea.cost) line.append(element("span", { textContent: amount(idea.cost) }));
  for (const tag of fields.controls("tags").filter((one) => one.checked)) {
    line.append(element("span", { textContent: tag.labels[0].textContent.trim() }));
  }
  return line;
}

function summary(idea, spoken, className) {
  return element("p", { className, lang: idea.language, dir: spoken, textContent: idea.summary ?? "" });
}

/** Fill the element `place` with card and page of the idea that stands in `fields`. */
export async function showPreview(place, fields) {
  renderMarkdown ??= (await import("./markdown.js")).renderMarkdown;
  const idea = fields.idea;
  const spoken = fields.controls("language")[0]?.selectedOptions?.[0]?.dataset.dir ?? "auto";
  const card = element("li", { className: "card" }, heading(idea, spoken), summary(idea, spoken, ""), facts(fields, idea));
  const prose = element("div", { className: "prose", lang: idea.language ?? "", dir: spoken });
  prose.append(renderMarkdown(idea.body ?? ""));
  const page = element("div", { className: "page" }, heading(idea, spoken), summary(idea, spoken, "lead"), facts(fields, idea), prose);
  place.querySelector(".cards").replaceChildren(card);
  place.querySelector(".page").replaceWith(page);
}
