// Fills the page of an idea in the browser: the twin of templates/idea.html for what a file says. All of it is text, but
// the prose, which goes through the sanitiser.
import { renderMarkdown } from "../propose/markdown.js";

const known = document.getElementById("preview-known").content;

/** Put a valid idea into the parts of `root`. */
export function showIdea(root, idea) {
  const part = (name) => {
    const found = root.querySelector(`[data-part="${name}"]`);
    found.hidden = false;
    return found;
  };
  const slot = (name) => root.querySelector(`[data-slot="${name}"]`);
  const tagged = (element) => Object.assign(element, { lang: idea.language, dir: direction(idea.language) });
  const entry = (...children) => {
    const made = document.createElement("li");
    made.append(...children);
    return made;
  };

  document.title = `${idea.title} · ${document.title}`;
  tagged(root.querySelector("h1")).textContent = idea.title;
  if (idea.summary) tagged(part("summary")).textContent = idea.summary;
  if (idea.challenge) part("challenge").replaceChildren(linked(`[data-challenge="${idea.challenge}"]`, idea.challenge));
  if (idea.authors || idea.cost) part("meta");
  if (idea.authors) {
    part("authors");
    slot("authors").textContent = idea.authors.join(", ");
  }
  if (idea.cost) {
    part("cost");
    slot("money").textContent = amount(idea.cost);
  }
  if (idea.body) tagged(part("body")).replaceChildren(renderMarkdown(idea.body));
  if (idea.tags?.length) {
    part("tags").replaceChildren(...idea.tags.map((tag) => entry(linked(`.tags a[href$="/tags/${tag}/"]`, tag))));
  }
  if (idea.needs?.length) {
    part("needs").querySelector("ul").replaceChildren(...idea.needs.map((need) => tagged(entry(need))));
  }
  if (idea.links?.length) {
    part("links").querySelector("ul").replaceChildren(...idea.links.map((link) => entry(outward(link, tagged))));
  }
}

/** A link to something that the site knows; else its slug, which the schema keeps to plain letters. */
function linked(selector, slug) {
  const found = known.querySelector(selector);
  return found ? document.importNode(found, true) : slug;
}

function outward({ title, url }, tagged) {
  const link = Object.assign(document.createElement("a"), { href: url, rel: "ugc nofollow noopener", textContent: title });
  return tagged(link);
}

/** How text in a language runs; "auto" where the browser does not know. */
function direction(language) {
  try {
    const locale = new Intl.Locale(language);
    return (locale.getTextInfo?.() ?? locale.textInfo)?.direction ?? "auto";
  } catch {
    return "auto";
  }
}

/** An amount such as `1500 EUR` as readers of the page write it. */
function amount(money) {
  const [digits, currency] = money.split(" ");
  const whole = digits.includes(".") ? {} : { minimumFractionDigits: 0, maximumFractionDigits: 0 };
  const shape = { style: "currency", currency, useGrouping: "always", ...whole };
  return new Intl.NumberFormat(document.documentElement.lang, shape).format(digits);
}
