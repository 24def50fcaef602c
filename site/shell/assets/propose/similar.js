// Shows ideas that say nearly the same as the one that is typed, so that somebody may support one of them instead.

import { element, say } from "./words.js";

let ask; // the search, loaded with the first title
let number = 0;

/** Fill `place` with the ideas most like `idea`, whose pages stand below `pages`; `announce` says how many there are. */
export async function showSimilar(place, idea, pages, announce) {
  const mine = ++number;
  const text = `${idea.title ?? ""} ${idea.summary ?? ""}`.trim();
  if (text.length < 3) {
    place.hidden = true;
    return [];
  }
  let found;
  try {
    ask ??= (await import("./similar_ideas.js")).createSimilar(pages);
    found = await ask({ title: idea.title ?? "", summary: idea.summary ?? "", language: idea.language }, 3);
  } catch {
    found = []; // without a search one proposes all the same
  }
  if (mine !== number) return []; // somebody has typed on
  const before = place.dataset.found;
  place.hidden = !found.length;
  place.dataset.found = found.map((one) => one.slug).join(" ");
  if (before === place.dataset.found) return found;
  place.querySelector("ul").replaceChildren(
    ...found.map((one) =>
      element(
        "li",
        {},
        element("a", { href: one.url, target: "_blank", rel: "noopener", lang: one.language, textContent: one.title }),
        ...(Number.isInteger(one.supporters) ? [" ", element("span", { className: "support", textContent: say("proposing.supporters", { n: one.supporters }) })] : []),
      ),
    ),
  );
  if (found.length) announce(say("proposing.similar", { n: found.length }));
  return found;
}
