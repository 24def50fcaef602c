// Finds ideas like one that somebody is typing, in the index that the build wrote (formats.md tells its form).
//
// const similar = createSimilar("https://ideas.example/");          // where the pages in the reader's language begin
// await similar({title, summary, language}, 3);                     // [{slug, title, url, language, supporters, score}]
//
// Nothing that is typed leaves the page: only parts of the index are fetched, those that hold such words.

const UNSPACED = "\\u2e80-\\u9fff\\uf900-\\ufaff"; // Chinese characters and kana, which stand without spaces
const RUN = new RegExp(`([${UNSPACED}]+)`, "gu");
const WORD = new RegExp(`[${UNSPACED}]+|[\\p{L}\\p{N}]{3,}`, "gu");
const PART_NAME = /^[\w-]+\.json$/;
const ALIKE = 0.45; // two words, by their pieces of three letters: enough for a typo in a word of five letters
const MATCHES = 12; // words of the index that one typed word stands for
const MOST_WORDS = 24; // of what is typed; who types more has said it by then
const MOST_PARTS = 8; // of postings, fetched for one question
const HITS = 8; // ideas whose neighbours in other languages are looked at
const LEAST = 0.16; // fitted on half of the labelled ideas; tests/similarity/test_typed.py measures what it does

export function foldedWords(text) {
  const folded = text.toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ").normalize("NFKD");
  return [...new Set(folded.replace(/[\u0300-\u036f]+/gu, "").replace(RUN, " $1 ").match(WORD) ?? [])];
}

export function createSimilar(baseUrl, indexUrl = new URL("../../similar/", import.meta.url)) {
  const folder = new URL(indexUrl);
  const pages = new URL("ideas/", new URL(baseUrl, globalThis.location?.href));
  const fetched = new Map();

  async function read(name) {
    const answer = await fetch(new URL(name, folder), { redirect: "error" });
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return answer.json();
  }

  // What a part holds, fetched once. A part that failed is asked for again the next time.
  function part(named) {
    if (typeof named !== "string") return named;
    if (!PART_NAME.test(named)) throw new Error("no part of an index");
    if (!fetched.has(named)) {
      const coming = read(named);
      coming.catch(() => fetched.delete(named));
      fetched.set(named, coming);
    }
    return fetched.get(named);
  }

  const vocabularies = new Map();
  async function vocabulary(language, index) {
    if (!vocabularies.has(language)) {
      const coming = Promise.resolve(part(index.words[0])).then(spelt);
      coming.catch(() => vocabularies.delete(language));
      vocabularies.set(language, coming);
    }
    return vocabularies.get(language);
  }

  async function card(index, number) {
    const { ideas } = await part(index.cards[Math.floor(number / index.size)]);
    return ideas[number % index.size];
  }

  // The ideas of one language that share most with the words, as [number, score], the likest first.
  async function search(language, index, words) {
    const known = await vocabulary(language, index);
    const asked = words.map((word) => meant(word, known, index.ideas)).sort((one, other) => other.weight - one.weight);
    const length = Math.hypot(...asked.map((word) => word.weight));
    const wanted = new Set();
    const scores = new Map();
    for (const word of asked) {
      const best = new Map();
      for (const { number, alike } of word.matches) {
        const place = placeOf(number, index.starts);
        if (!wanted.has(place)) {
          if (typeof index.postings[place] === "string" && wanted.size >= MOST_PARTS) continue;
          wanted.add(place);
        }
        const gaps = (await part(index.postings[place])).lists[number - index.starts[place]];
        const weight = alike * rarity(index.ideas, known.counts[number]);
        let idea = 0;
        for (const gap of gaps) {
          idea += gap;
          if (weight > (best.get(idea) ?? 0)) best.set(idea, weight);
        }
      }
      for (const [idea, weight] of best) scores.set(idea, (scores.get(idea) ?? 0) + weight * word.weight);
    }
    return [...scores]
      .map(([idea, sum]) => [idea, sum / (length * Math.max(1, known.lengths[idea] / 8))])
      .sort((one, other) => other[1] - one[1] || one[0] - other[0])
      .slice(0, HITS);
  }

  return async function similar({ title = "", summary = "", language = "" }, most = 3) {
    const words = foldedWords(`${title} ${summary}`).slice(0, MOST_WORDS);
    if (words.length === 0) return [];
    const { languages } = await part("index.json");
    const found = new Map();
    const note = (name, number, score) => {
      const key = `${name} ${number}`;
      if (score >= LEAST && score > (found.get(key)?.score ?? 0)) found.set(key, { name, number, score });
    };
    for (const name of searched(languages, language)) {
      const hits = await search(name, languages[name], words);
      for (const [number, score] of hits.filter((hit) => hit[1] >= LEAST)) {
        note(name, number, score);
        const [, , , abroad] = await card(languages[name], number);
        for (const [other, place, alike] of abroad) note(other, place, (score * alike) / 100);
      }
    }
    const likest = [...found.values()].sort(
      (one, other) => other.score - one.score || one.name.localeCompare(other.name) || one.number - other.number,
    );
    return Promise.all(
      likest.slice(0, most).map(async ({ name, number, score }) => {
        const [slug, shown, supporters] = await card(languages[name], number);
        return { slug, title: shown, url: new URL(`${slug}/`, pages).href, language: name, supporters, score };
      }),
    );
  };
}

// The languages to look through: all where they are at hand, else the one that is typed in, or the first there is.
function searched(languages, language) {
  const names = Object.keys(languages);
  if (names.every((name) => languages[name].words.every((named) => typeof named !== "string"))) return names;
  return language in languages ? [language] : names.slice(0, 1);
}

// Words as the index spells them, with the pieces that lead to each.
function spelt({ words, counts, lengths }) {
  const spelling = [];
  const leading = new Map();
  const sizes = [];
  let before = "";
  for (const coded of words === "" ? [] : words.split(" ")) {
    before = [...before].slice(0, parseInt(coded[0], 36)).join("") + coded.slice(1);
    const pieces = piecesOf(before);
    for (const piece of pieces) {
      if (leading.has(piece)) leading.get(piece).push(spelling.length);
      else leading.set(piece, [spelling.length]);
    }
    sizes.push(pieces.size);
    spelling.push(before);
  }
  return { spelling, leading, sizes, counts, lengths };
}

// What a typed word may stand for: the words of the index that share most pieces with it, and how much it says.
function meant(word, known, ideas) {
  const pieces = piecesOf(word);
  const shared = new Map();
  for (const piece of pieces) {
    for (const number of known.leading.get(piece) ?? []) shared.set(number, (shared.get(number) ?? 0) + 1);
  }
  const matches = [];
  for (const [number, common] of shared) {
    const alike = common / Math.sqrt(pieces.size * known.sizes[number]);
    if (alike >= ALIKE) matches.push({ number, alike });
  }
  matches.sort((one, other) => other.alike - one.alike || one.number - other.number);
  const count = matches.length === 0 ? 1 : known.counts[matches[0].number];
  return { matches: matches.slice(0, MATCHES), weight: rarity(ideas, count) };
}

function piecesOf(word) {
  const unspaced = word.search(RUN) === 0;
  const framed = unspaced ? word : ` ${word} `;
  const size = unspaced ? 2 : 3;
  const pieces = new Set();
  for (let start = 0; start <= Math.max(0, framed.length - size); start += 1) pieces.add(framed.slice(start, start + size));
  return pieces;
}

function rarity(ideas, count) {
  return Math.log(1 + ideas / count);
}

// Which part of the postings holds a word: the last one that begins with it or before it.
function placeOf(number, starts) {
  let place = starts.length - 1;
  while (starts[place] > number) place -= 1;
  return place;
}
