// Writes an idea as the file that `ideario check` reads. Knows nothing of pages.

// What no file of a community may hold: controls, bidi overrides and isolates, stray marks, halves of characters.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\p{Surrogate}/gu;
const BREAKS = /\r\n?|[\u000b\u000c\u0085\u2028\u2029]/g;
const ORDER = ["title", "summary", "challenge", "authors", "tags", "language", "body", "needs", "cost", "consent"];
// What would be no text to other programs if it stood without quotes.
const OTHER_TYPE = /^(\d+(e\d+)?|0[xo][\da-f]+|true|false|null|yes|no|on|off|y|n)$/i;
const PLAIN = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} /-]*[\p{L}\p{M}\p{N}])?$/u;
const MONEY = /^\d+(\.\d+)? [A-Z]{3}$/;

/** `text` without what no file may hold, its line ends as one sign; `removed` counts the signs that are gone. */
export function cleaned(text) {
  const broken = text.replace(BREAKS, "\n");
  let removed = 0;
  return { text: broken.replace(FORBIDDEN, () => { removed += 1; return ""; }), removed };
}

/** A text of one line. */
export const oneLine = (text) => cleaned(text).text.replace(/\s+/gu, " ").trim();

/** A text of several lines, without empty ones around it and without spaces in empty ones. */
export const manyLines = (text) =>
  cleaned(text).text.replace(/^[^\S\n]+$/gmu, "").replace(/^\n+/, "").trimEnd();

/** The number of characters as the schema counts them: a sign beyond the first 65,536 is one. */
export const characters = (text) => [...text].length;

function flow(value) {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value !== "string") return JSON.stringify(value);
  return MONEY.test(value) || (PLAIN.test(value) && !OTHER_TYPE.test(value)) ? value : JSON.stringify(value);
}

function entry(key, value) {
  if (typeof value !== "string" || !value.includes("\n")) return `${key}: ${flow(value)}`;
  const indentation = /^[ \t]/.test(value) ? "2" : "";
  return `${key}: |${indentation}-\n${value.replace(/^(?=[^\n])/gm, "  ")}`;
}

/** The file of `idea`, whose values fit the schema; `line` is the first line, by which editors know the schema. */
export function ideaYaml(idea, line) {
  const keys = ORDER.filter((key) => idea[key] !== undefined);
  return `${[line, ...keys.map((key) => entry(key, idea[key]))].filter(Boolean).join("\n")}\n`;
}
