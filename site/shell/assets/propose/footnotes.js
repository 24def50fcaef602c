// Footnotes as cmark-gfm writes them: a number where a note is called, and the notes in a section at the end.
import { normalizeIdentifier } from "../vendor/micromark.js";

// Stands in the HTML where a note's address goes, which is known when all is read; no text can hold it, since NUL
// becomes U+FFFD while Markdown is read.
const mark = (number) => `\u0000${number}\u0000`;
const MARK = /\u0000(\d+)\u0000/g;

/** For one text: `html` is micromark's extension, `finished(html)` puts the addresses of notes into what it made. */
export function footnotes() {
  const defined = new Map(); // by normalised label: {label, html}; the first note of a label counts
  const called = new Map(); // by normalised label: how often, in the order of first calls
  const open = [];

  const reference = (number, times) => `fnref-${mark(number)}${times > 1 ? `-${times}` : ""}`;

  const html = {
    enter: {
      gfmFootnoteDefinition() {
        this.getData("tightStack").push(false);
      },
      gfmFootnoteDefinitionLabelString() {
        this.buffer();
      },
      gfmFootnoteCallString() {
        this.buffer();
      },
    },
    exit: {
      gfmFootnoteDefinitionLabelString(token) {
        this.resume();
        open.push(this.sliceSerialize(token));
        this.buffer();
      },
      gfmFootnoteDefinition() {
        const html = this.resume();
        const label = open.pop();
        const name = normalizeIdentifier(label);
        if (!defined.has(name)) defined.set(name, { label, html });
        this.getData("tightStack").pop();
        this.setData("slurpOneLineEnding", true);
        this.setData("lastWasTag");
      },
      gfmFootnoteCallString(token) {
        this.resume();
        const name = normalizeIdentifier(this.sliceSerialize(token));
        const times = (called.get(name) ?? 0) + 1;
        called.set(name, times);
        const number = [...called.keys()].indexOf(name) + 1;
        this.tag(`<sup><a href="#fn-${mark(number)}" id="${reference(number, times)}">${number}</a></sup>`);
      },
      null() {
        if (called.size === 0) return;
        this.lineEndingIfNeeded();
        this.tag("<section>\n<ol>");
        let number = 0;
        for (const [name, times] of called) {
          number += 1;
          const back = [];
          for (let time = 1; time <= times; time += 1) {
            back.push(`<a href="#${reference(number, time)}">↩${time > 1 ? `<sup>${time}</sup>` : ""}</a>`);
          }
          this.tag(`\n<li id="fn-${mark(number)}">\n${withEnd(defined.get(name).html, back.join(" "))}</li>`);
        }
        this.tag("\n</ol>\n</section>\n");
      },
    },
  };

  const labels = () => [...called.keys()].map((name) => address(defined.get(name).label));
  return {
    html,
    finished(text) {
      if (called.size === 0) return text;
      const known = labels();
      return text.replace(MARK, (_, number) => known[number - 1]);
    },
  };
}

/** A note with the ways back at its end, inside its last paragraph if it ends with one. */
function withEnd(html, back) {
  const end = /<\/p>\s*$/.exec(html);
  if (end) return `${html.slice(0, end.index)} ${back}</p>\n`;
  const text = html.trim();
  return `${text}${text && "\n"}${back}\n`;
}

/** A label as it stands in an address inside an attribute, escaped as cmark escapes addresses. */
function address(label) {
  return label
    .replace(/[^\w\-.+!*(),%#@?=;:/$~&']/gu, (sign) => encodeURIComponent(sign.isWellFormed() ? sign : "\ufffd"))
    .replaceAll("&", "&amp;")
    .replaceAll("'", "&#39;");
}
