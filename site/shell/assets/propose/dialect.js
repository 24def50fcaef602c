// Where GitHub's own renderer (cmark-gfm) writes other HTML than micromark does, as extensions of micromark.

// GitHub's sign for a task stands before the paragraph that it belongs to.
const TASK = /<li>\n<p>(<input type="checkbox" disabled="" (?:checked="" )?\/>) /g;
export const tasksFirst = (html) => html.replace(TASK, "<li>$1 \n<p>");

// What becomes text wherever it stands in raw HTML. A chunk of it may end at the end of a line, in the middle of a tag.
const FILTERED = /<(?=\/?(?:iframe|noembed|noframes|plaintext|script|style|title|textarea|xmp)(?:[\s>]|\/>|$))/gi;

export function dialect() {
  const around = []; // the inline elements that are open, innermost last
  let picture = false; // whether a label that begins is a picture's
  const leaves = () => around.pop();
  const shown = () => around.at(-1) !== "strong"; // strong text in strong text is written once

  return {
    enter: {
      codeFenced() {
        this.lineEndingIfNeeded();
        this.tag("<pre");
        this.setData("fencesCount", 0);
      },
      emphasis() {
        around.push("emphasis");
        this.tag("<em>");
      },
      strong() {
        if (shown()) this.tag("<strong>");
        around.push("strong");
      },
      strikethrough() {
        around.push("strikethrough");
        this.tag("<del>");
      },
      labelImageMarker() {
        picture = true;
      },
      htmlText() {
        this.setData("ignoreEncode", true);
        this.setData("htmlBegins", true);
      },
    },
    exit: {
      codeFencedFenceInfo() {
        this.tag(` lang="${this.resume()}"`);
      },
      codeFencedFence() {
        const count = this.getData("fencesCount") || 0;
        if (!count) {
          this.tag("><code>");
          this.setData("slurpOneLineEnding", true);
        }
        this.setData("fencesCount", count + 1);
      },
      emphasis() {
        leaves();
        this.tag("</em>");
      },
      strong() {
        leaves();
        if (shown()) this.tag("</strong>");
      },
      strikethrough() {
        leaves();
        this.tag("</del>");
      },
      labelMarker(token) {
        if (this.sliceSerialize(token) === "]") leaves();
        else around.push(picture ? "picture" : "link");
        picture = false;
      },
      htmlFlowData(token) {
        this.raw(this.sliceSerialize(token).replace(FILTERED, "&lt;"));
      },
      htmlTextData(token) {
        const text = this.sliceSerialize(token);
        const begins = this.getData("htmlBegins");
        this.setData("htmlBegins");
        if (around.includes("picture")) {
          this.setData("ignoreEncode"); // a picture's description is text
          this.raw(this.encode(text));
          this.setData("ignoreEncode", true);
        } else this.raw(begins ? text.replace(FILTERED, (sign, at) => (at === 0 ? "&lt;" : sign)) : text);
      },
    },
  };
}
