// Makes a fragment of HTML in which nothing is live, by the rules of publishing/prose/markdown.py and no others.
//
// The HTML is read in a document that no window shows: there no script runs and no picture loads. What is allowed is
// then made anew, element by element; nothing that was read gets into the page, and nothing is read after the last look.
// A browser may tell its console all the same that the page's policy blocks a handler or a style in what is read.

const ID_PREFIX = "user-content-";
const TAGS = new Set(
  ("a abbr b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img input ins kbd li ol p pre q s " +
    "samp section small strike strong sub summary sup table tbody td tfoot th thead tr tt ul var").split(" "),
);
// What goes with all that is in it; other elements that are not allowed leave their content behind.
const DROPPED = new Set("script style title textarea iframe noscript svg math template".split(" "));
const EVERYWHERE = ["title", "lang"];
const ATTRIBUTES = {
  a: ["href", "id"],
  img: ["src", "alt"],
  ol: ["start"],
  li: ["id"],
  td: ["colspan", "rowspan", "align"],
  th: ["colspan", "rowspan", "align"],
  details: ["open"],
  input: ["checked"],
};
const ALIGNMENTS = ["left", "right", "center"];
const SCHEMES = ["http:", "https:", "mailto:"];
const REL = "ugc nofollow noopener";
const HTML = "http://www.w3.org/1999/xhtml";

const aside = document.implementation.createHTMLDocument("");

/** `html` as a fragment of `document` that may be shown. */
export function sanitised(html) {
  // Twice, as the site's page is read by a browser once more: a link inside a link comes apart only then.
  const source = parsed(html);
  const once = aside.createElement("div");
  copy(source, once, true);
  const shown = document.createDocumentFragment();
  copy(parsed(once.innerHTML), shown, false);
  shown.normalize();
  if (source.querySelector("img")) for (const link of shown.querySelectorAll("a")) if (!link.firstChild) link.remove();
  for (const table of shown.querySelectorAll("table")) box(table);
  level(shown);
  return shown;
}

/** A table stands in a box that scrolls and takes the keyboard. */
function box(table) {
  const around = document.createElement("div");
  around.className = "scroll";
  around.tabIndex = 0;
  around.setAttribute("role", "group");
  table.replaceWith(around);
  around.append(table);
}

/** Headings begin at level 2 and go no more than one deeper at a time. */
function level(shown) {
  const above = []; // the headings that the next one may stand under, as they were written
  for (const heading of shown.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const written = Number(heading.localName[1]);
    while (above.length && above.at(-1) >= written) above.pop();
    above.push(written);
    const made = document.createElement(`h${Math.min(above.length + 1, 6)}`);
    for (const { name, value } of heading.attributes) made.setAttribute(name, value);
    made.append(...heading.childNodes);
    heading.replaceWith(made);
  }
}

// The site reads what stands in <noscript> as text, and drops it; so does a browser in place of this name.
const NOSCRIPT = /<(\/?)noscript(?=[\s/>])/gi;

function parsed(html) {
  const holder = aside.createElement("div");
  holder.innerHTML = html.replace(NOSCRIPT, "<$1style");
  return holder;
}

function copy(source, target, first) {
  for (const node of source.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) target.append(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE) continue;
    const name = node.localName;
    if (DROPPED.has(name)) continue;
    if (node.namespaceURI !== HTML || !TAGS.has(name)) copy(node, target, first);
    else if (name === "input") target.append(node.hasAttribute("checked") ? "☑" : "☐");
    else if (name === "img") target.append(picture(node, target, first));
    else target.append(element(node, name, target, first));
  }
}

function element(node, name, target, first) {
  const made = target.ownerDocument.createElement(name);
  for (const attribute of [...(ATTRIBUTES[name] ?? []), ...EVERYWHERE]) {
    const value = allowed(attribute, node.getAttribute(attribute), first);
    if (value !== null) made.setAttribute(attribute, value);
  }
  if (name === "a") made.setAttribute("rel", REL);
  copy(node, made, first);
  return made;
}

/** The value that an attribute may have, null for none at all. */
function allowed(attribute, value, first) {
  if (value === null) return null;
  if (attribute === "href" || attribute === "src") return address(value, first);
  if (attribute === "align") return ALIGNMENTS.includes(value.toLowerCase()) ? value : null;
  if (attribute === "id" && first && !value.startsWith(ID_PREFIX)) return ID_PREFIX + value;
  return value;
}

/** Whole addresses of the web and of mail, and places within the text itself. */
function address(value, first) {
  if (URL.canParse(value)) return SCHEMES.includes(new URL(value).protocol) ? value : null;
  if (!value.startsWith("#")) return null;
  return first ? `#${ID_PREFIX}${value.slice(1)}` : value;
}

/** A link in a picture's place: no page asks another host for anything. */
function picture(node, target, first) {
  const source = allowed("src", node.getAttribute("src"), first);
  const label = node.getAttribute("alt")?.replace(/\s*\n/g, " ") || source || "";
  if (!source) return label;
  const link = target.ownerDocument.createElement("a");
  link.setAttribute("href", source);
  link.setAttribute("rel", REL);
  link.append(label);
  return link;
}
