// The page of previews: loads one file of an idea at one commit from the one host that the build has named, checks it as
// `ideario check` does, and shows it as the site will. Whatever else an address asks for is refused with a sentence.
import { checkIdea } from "../propose/schema_check.js";
import { showIdea } from "./idea_page.js";
import { MAX_PICTURE, showPicture } from "./picture.js";
import { MAX_BYTES, Unreadable, readYaml } from "./strict_yaml.js";

const root = document.getElementById("preview");
const state = document.getElementById("preview-state");
const sentences = document.getElementById("preview-sentences").content;
const { files, name: ours, repository: address, root: home } = root.dataset;

const ASKED = {
  pull: /^[1-9][0-9]{0,9}$/,
  commit: /^[0-9a-f]{40}$/,
  path: /^content\/ideas\/(?:[A-Za-z0-9][A-Za-z0-9._-]*\/){0,18}[a-z0-9]+(?:-[a-z0-9]+)*\.yml$/,
  repo: /^[A-Za-z0-9](?:-?[A-Za-z0-9])*(?:_[A-Za-z0-9]+)?\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/,
};
const PATIENCE = 20_000; // milliseconds

/** Why nothing is shown: the key of a sentence, what is put into it, and the line of the file, 0 for none. */
class Refusal extends Error {
  constructor(key, { values = {}, line = 0 } = {}) {
    super(key);
    Object.assign(this, { key, values, line });
  }
}

const sentence = (key, values = {}) =>
  sentences.querySelector(`[data-key="${key}"]`).textContent.trim().replace(/\{([a-z]+)\}/g, (_, name) => values[name]);

/** What the address of the page asks for: pull, commit, path and repo, each once and as it has to be. */
function asked(search) {
  const found = Object.fromEntries(search);
  if ([...search].length !== Object.keys(found).length || Object.keys(found).some((name) => !Object.hasOwn(ASKED, name))) {
    throw new Refusal("refused.other");
  }
  found.repo ??= ours;
  for (const [name, shape] of Object.entries(ASKED)) {
    if (!shape.test(found[name] ?? "")) throw new Refusal(`refused.${name}`);
  }
  if (!files) throw new Refusal("refused.nowhere");
  return found;
}

/** The bytes of a file, without whatever a browser knows of its reader; no more than `most`. */
async function loaded({ repo, commit, path }, most = MAX_BYTES) {
  let answer;
  try {
    answer = await fetch(`${files}${repo}/${commit}/${path}`, {
      credentials: "omit", redirect: "error", referrerPolicy: "no-referrer", signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new Refusal("refused.unreachable");
  }
  if (!answer.ok) throw new Refusal(answer.status < 500 ? "refused.missing" : "refused.unreachable");
  const bytes = new Uint8Array(most);
  let length = 0;
  try {
    for (const reader = answer.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) return bytes.subarray(0, length);
      if (length + value.length > most) {
        await reader.cancel();
        throw new Refusal("rule.too-large");
      }
      bytes.set(value, length);
      length += value.length;
    }
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal("refused.unreachable");
  }
}

async function schema() {
  try {
    const names = ["idea", "common"].map((name) => `${home}schemas/${name}.schema.json`);
    const answers = await Promise.all(names.map((name) => fetch(name)));
    if (answers.some((answer) => !answer.ok)) throw new Error("a schema is not there");
    return await Promise.all(answers.map((answer) => answer.json()));
  } catch {
    throw new Refusal("refused.schemas");
  }
}

function read(bytes) {
  try {
    return readYaml(bytes, ["consent"]);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new Refusal(`rule.${error.rule}`, { values: { name: error.key }, line: error.line });
  }
}

/** A mistake as an entry of a list: the line, the key, and what is wrong. */
function told({ pointer, keyword, params }, lines) {
  const entry = document.createElement("li");
  const place = params.unknown === undefined ? pointer : `${pointer}/${params.unknown}`;
  const name = params.missing ?? params.unknown ?? "";
  const limit = params.limit ?? [params.allowed].flat().join(", ");
  const kind = params.type ? sentence(`kind.${params.type}`) : "";
  const line = lines.get(place);
  if (line && params.missing === undefined) entry.append(`${sentence("line", { line })}, `);
  if (pointer) {
    const key = document.createElement("code");
    key.dir = "auto";
    key.append(pointer.slice(1).split("/").map((step) => (/^\d+$/.test(step) ? Number(step) + 1 : step)).join(" "));
    entry.append(key, ": ");
  }
  entry.append(sentence(`mistake.${keyword}`, { name, limit, kind }));
  return entry;
}

async function show() {
  const found = asked(new URLSearchParams(location.search));
  state.textContent = sentence("loading");
  const [bytes, schemas] = await Promise.all([loaded(found), schema()]);
  const { content, lines } = read(bytes);
  const mistakes = checkIdea(content, schemas);
  showSource(found);
  if (mistakes.length === 0) {
    showIdea(root, content);
    state.textContent = sentence("shown");
    if (content.picture) await showPictureOf(content, found);
    return;
  }
  state.textContent = "";
  part("mistakes").querySelector("ul").replaceChildren(...mistakes.map((mistake) => told(mistake, lines)));
  part("mistakes").hidden = false;
}

/** The picture of an idea comes from where its file does. One that is not there is left out: the check tells of it. */
async function showPictureOf({ picture, language }, found) {
  try {
    const bytes = await loaded({ ...found, path: picture.file }, MAX_PICTURE);
    await showPicture(Object.assign(part("picture"), { lang: language, dir: "auto" }), picture, bytes);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

const part = (name) => root.querySelector(`[data-part="${name}"]`);

/** Says where the file comes from, and leads to its pull request. */
function showSource({ pull, commit, repo }) {
  root.querySelector('[data-slot="repository"]').textContent = repo;
  root.querySelector('[data-slot="commit"]').textContent = commit.slice(0, 10);
  root.querySelector('[data-slot="number"]').textContent = pull;
  part("pull").href = `${address}/pull/${pull}`;
  part("source").hidden = false;
  part("votes").hidden = false;
}

/** The links to other languages lead to the same preview. */
function keepAsking() {
  for (const link of document.querySelectorAll(".languages a")) link.search = location.search;
}

if (location.search) {
  keepAsking();
  part("how").hidden = true;
  part("pulls")?.setAttribute("hidden", "");
  try {
    await show();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const line = error.line ? `${sentence("line", { line: error.line })}: ` : "";
    state.textContent = line + sentence(error.key, error.values);
    part("pulls")?.removeAttribute("hidden");
  }
}
