// Contributed prose as the site will show it: the twin, in the browser, of publishing/prose/markdown.py.
import { html as htmlExtensions, micromark, syntax } from "../vendor/micromark.js";
import { dialect, tasksFirst } from "./dialect.js";
import { footnotes } from "./footnotes.js";
import { sanitised } from "./sanitise.js";

const MAX_DEPTH = 100;
const MAX_HTML = 250_000;
const TAG = /<(\/?)(?!(?:br|hr|img|input)\b)[a-z]/gi;

/** `text` (GitHub's Markdown) as a fragment in which nothing is live; as it was written where it is too deep or long. */
export function renderMarkdown(text) {
  const html = markdownHtml(text);
  if ([...html].length <= MAX_HTML && !tooDeep(html)) return sanitised(html);
  const plain = document.createElement("pre");
  plain.className = "plain";
  plain.append(text);
  const fragment = document.createDocumentFragment();
  fragment.append(plain, "\n");
  return fragment;
}

function markdownHtml(text) {
  const notes = footnotes();
  const made = micromark(text, {
    allowDangerousHtml: true, // what is dangerous in it is taken out afterwards, as on the site
    allowDangerousProtocol: true,
    extensions: syntax(),
    htmlExtensions: [...htmlExtensions(), dialect(), notes.html],
  });
  const html = tasksFirst(notes.finished(made));
  return html && !html.endsWith("\n") ? `${html}\n` : html;
}

/** Whether more elements stand in one another than MAX_DEPTH; those that nobody closes count as open to the end. */
function tooDeep(html) {
  let depth = 0;
  for (const [, closing] of html.matchAll(TAG)) {
    depth += closing ? -1 : 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
