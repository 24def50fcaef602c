// Folds texts so that case, accents and forms of letters make no difference, and cuts them into words.
// tooling/ideario/publishing/finding/folding.py does the same when the site is built; a test compares the two.

const UNSPACED =
  "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u2e80-\\u2fdf\\u3005-\\u3007\\u3040-\\u30fa\\u30fc-\\u30ff\\u31f0-\\u31ff" +
  "\\u3400-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}"; // Thai, Chinese, Japanese …, which stand without spaces between words
const MARKS = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]+/g;
const SAME = { ß: "ss", ς: "σ", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", æ: "ae", œ: "oe", ı: "i", ى: "ي", ة: "ه" };
const SAME_LETTERS = new RegExp(`[${Object.keys(SAME).join("")}]`, "g");
const WORD = new RegExp(`[${UNSPACED}]+|[[\\p{L}\\p{N}\\u0900-\\u0963\\u0966-\\u0dff]--[${UNSPACED}]]+`, "gv");
const RUN = new RegExp(`^[${UNSPACED}]`, "u");

export function folded(text) {
  const bare = text.normalize("NFKD").replace(MARKS, "").toLowerCase();
  return bare.replace(SAME_LETTERS, (letter) => SAME[letter]).normalize("NFC");
}

/** Whether a folded word is of a script without spaces between words. */
export const unspaced = (word) => RUN.test(word);

/** The words of a text, folded, in order: words of two letters or more, runs of what stands without spaces whole. */
export function typedWords(text) {
  const found = folded(text.replace(/https?:\/\/\S+/g, " ")).match(WORD) ?? [];
  return [...new Set(found)].filter((word) => unspaced(word) || [...word].length > 1);
}

/** Every two characters of a run of a script without spaces. */
export function pairsOf(run) {
  const signs = [...run];
  return signs.length < 2 ? signs : [...new Set(signs.slice(1).map((sign, place) => signs[place] + sign))];
}

/** The words of a text as the index has them. */
export const wordsOf = (text) => new Set(typedWords(text).flatMap((word) => (unspaced(word) ? pairsOf(word) : [word])));

/** The text as pieces [text, found], where a piece is found whose words `wanted` names, by what they are folded to. */
export function* piecesOf(text, wanted) {
  let end = 0;
  for (const match of text.matchAll(WORD)) {
    for (const [start, size] of marked(match[0], wanted)) {
      const begin = match.index + start;
      if (begin > end) yield [text.slice(end, begin), false];
      yield [text.slice(begin, begin + size), true];
      end = begin + size;
    }
  }
  if (end < text.length) yield [text.slice(end), false];
}

// Where in a word something wanted stands, as [start, size]: in a run its pairs, else the whole word.
function marked(word, wanted) {
  if (!unspaced(word)) return wanted.has(folded(word)) ? [[0, word.length]] : [];
  const places = [];
  for (let start = 0; start < word.length - 1; start += 1) {
    if (!wanted.has(folded(word.slice(start, start + 2)))) continue;
    const last = places.at(-1);
    if (last && last[0] + last[1] > start) last[1] = start + 2 - last[0];
    else places.push([start, 2]);
  }
  return places;
}
