// Reads a content file as strictly as `ideario check` does: the twin, in the browser, of intake/yaml. Knows no schema.
import { EVENT_ID, SCALAR_STYLE, getScalarValue, parseEvents } from "../vendor/yaml.js";

export const MAX_BYTES = 64 * 1024;
const MAX_DEPTH = 20;
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/;
const LONE_RETURN = /\r(?!\n)/;
const TABBED_LINE = /(?<=^|[\r\n]) *\t[ \t]*(?=[^\s#])/g;
const CONFLICT = /^(?:<{7,}|>{7,}|\|{7,}|={7,})(?: [^\r\n]*)?\r?$/m;
const BREAK = /\r\n|\r|\n/g;

/** What strict reading forbids; `rule` is one of the file rules, `line` from 1, or 0 where no line is at fault. */
export class Unreadable extends Error {
  constructor(rule, line = 0, key = "") {
    super(rule);
    Object.assign(this, { rule, line, key });
  }
}

/**
 * The content of a file of these bytes, as {content, lines}: all scalars are text, but null where nothing stands, and true
 * and false at the `truths`, keys of the file. `lines` tells the line of each place by its JSON pointer. Else Unreadable.
 */
export function readYaml(bytes, truths = []) {
  const text = decoded(bytes);
  const conflict = CONFLICT.exec(text);
  const lineAt = (offset) => 1 + (text.slice(0, offset).match(BREAK)?.length ?? 0);
  if (conflict) throw new Unreadable("merge-conflict", lineAt(conflict.index));
  const events = parsed(text);
  const found = composed(events, text, lineAt, truths);
  const tab = firstTab(text, events);
  if (tab >= 0) throw new Unreadable("tab-indentation", lineAt(tab));
  return found;
}

function decoded(bytes) {
  if (bytes.length > MAX_BYTES) throw new Unreadable("too-large");
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable("not-utf-8");
  }
  const lone = text.includes("\n") ? LONE_RETURN.exec(text) : null;
  const found = lone ?? FORBIDDEN.exec(text);
  if (found) {
    throw new Unreadable("control-character", 1 + (text.slice(0, found.index).match(BREAK)?.length ?? 0));
  }
  return text;
}

function parsed(text) {
  try {
    return parseEvents(text, { maxDepth: 3 * MAX_DEPTH });
  } catch (error) {
    if (/nesting|depth/i.test(error.reason ?? "")) throw new Unreadable("too-deep");
    throw new Unreadable("not-yaml", (error.mark?.line ?? -1) + 1);
  }
}

/** Walks the events once, and makes the content. */
function composed(events, text, lineAt, truths) {
  const lines = new Map();
  const stack = [];
  let documents = 0;
  let content = null;

  for (const event of events) {
    if (event.type === EVENT_ID.DOCUMENT) {
      documents += 1;
      if (documents > 1) throw new Unreadable("several-documents");
      stack.push({ document: true });
      continue;
    }
    if (event.type === EVENT_ID.POP) {
      stack.pop();
      continue;
    }
    const top = stack.at(-1);
    const offset = begins(event, top);
    refuseSigns(event, text, () => lineAt(offset));
    const scalar = event.type === EVENT_ID.SCALAR;
    if (top.mapping && top.key === undefined) {
      if (!scalar || event.valueStart < 0) throw new Unreadable("not-yaml", lineAt(offset)); // no text, or none at all
      top.key = getScalarValue(text, event);
      top.line = lineAt(offset);
      if (Object.hasOwn(top.mapping, top.key)) throw new Unreadable("duplicate-key", top.line, top.key);
      continue;
    }
    const pointer = top.document ? "" : `${top.pointer}/${step(top.mapping ? top.key : top.list.length)}`;
    lines.set(pointer, top.mapping ? top.line : lineAt(offset));
    let value;
    if (scalar) {
      value = scalarOf(event, text, truths.includes(pointer.slice(1)));
    } else {
      if (stack.length - 1 === MAX_DEPTH) throw new Unreadable("too-deep", lineAt(offset));
      const list = event.type === EVENT_ID.SEQUENCE;
      value = list ? [] : Object.create(null);
      stack.push({ pointer, at: offset, ...(list ? { list: value } : { mapping: value }) });
    }
    if (top.document) content = value;
    else if (top.list) top.list.push(value);
    else {
      top.mapping[top.key] = value;
      top.key = undefined;
    }
  }
  if (content === null) throw new Unreadable("empty-file");
  return { content, lines };
}

/** Where a node stands; one that is empty stands where what is around it does. */
function begins(event, top) {
  const offset = event.start ?? event.valueStart ?? event.anchorStart;
  return offset >= 0 ? offset : (top.at ?? 0);
}

/** What a node must not carry: anchors, aliases, tags, and forbidden characters spelled out in quotes. */
function refuseSigns(event, text, line) {
  if (event.anchorStart >= 0) throw new Unreadable("no-anchors", line());
  if (event.tagStart >= 0) throw new Unreadable("no-tags", line());
  if (event.style === SCALAR_STYLE.DOUBLE_QUOTED && event.type === EVENT_ID.SCALAR) {
    const value = getScalarValue(text, event);
    if (FORBIDDEN.test(value) || value.includes("\r") || !value.isWellFormed()) {
      throw new Unreadable("control-character", line());
    }
  }
}

function scalarOf(event, text, truth) {
  const value = getScalarValue(text, event);
  // The last line of a file may have no end, and then the text that ends there has none either.
  if (isBlock(event)) return event.valueEnd >= text.length && !/[\r\n]$/.test(text) ? value.replace(/\n$/, "") : value;
  if (event.style !== SCALAR_STYLE.PLAIN) return value;
  if (value === "") return null;
  return truth && (value === "true" || value === "false") ? value === "true" : value;
}

const isBlock = ({ type, style }) =>
  type === EVENT_ID.SCALAR && (style === SCALAR_STYLE.LITERAL_BLOCK || style === SCALAR_STYLE.FOLDED_BLOCK);

const step = (name) => String(name).replaceAll("~", "~0").replaceAll("/", "~1");

/** The first line that is indented with a tab, texts of several lines left out; -1 for none. */
function firstTab(text, events) {
  const blocks = events.filter(isBlock);
  for (const found of text.matchAll(TABBED_LINE)) {
    const tab = text.indexOf("\t", found.index);
    if (!blocks.some(({ valueStart, valueEnd }) => valueStart <= tab && tab < valueEnd)) return tab;
  }
  return -1;
}
