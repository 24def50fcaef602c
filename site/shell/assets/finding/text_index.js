// Finds things by words in an index that the build wrote: whole words, beginnings of words, and words with one typo.

import { pairsOf, typedWords, unspaced } from "./folding.js";
import { placeOf } from "./parts.js";

const FIRST_CODE = 48; // the character of 0
const MOST_CODES = 50000; // stands for no number, and adds so much to the next
const WEIGHTS = [4, 2, 1]; // of a word in the title, in the summary, elsewhere
const EXACT = 1;
const BEGINS = 0.7;
const TYPO = 0.5;
const MOST_WORDS = 8; // of what is typed
const MOST_BEGINNINGS = 30; // words that a beginning stands for
const MOST_TYPOS = 12;
const MOST_PARTS = 3; // of postings, fetched for one typed word
const SHORTEST_TYPO = 3;
const SURE = 5; // letters from which a word is looked for with a typo although others begin with it

export function openIndex(part, head) {
  const spelt = new Map();

  // The words of one part of a dictionary, in order.
  async function spelling(dictionary, number) {
    const { words, counts } = await part.of(dictionary.parts, number);
    if (!spelt.has(words)) spelt.set(words, decoded(words));
    return { words: spelt.get(words), counts };
  }

  // All words of a dictionary that begin so, as [word, number, count].
  async function beginning(dictionary, letters) {
    if (dictionary.starts.length === 0) return [];
    const found = [];
    for (let place = placeOf(dictionary.firsts, letters); place < dictionary.starts.length; place += 1) {
      if (dictionary.firsts[place] > letters && !dictionary.firsts[place].startsWith(letters)) break;
      const { words, counts } = await spelling(dictionary, place);
      for (let at = 0; at < words.length; at += 1) {
        if (words[at].startsWith(letters)) found.push([words[at], dictionary.starts[place] + at, counts?.[at]]);
      }
    }
    return found;
  }

  async function exactly(word) {
    return (await beginning(head.words, word)).filter((row) => row[0] === word);
  }

  // Words that differ by one letter. With one mistake either the first half is right or the second is.
  async function mistyped(word) {
    const half = Math.ceil((word.length - 1) / 2);
    const close = (row) => oneEdit(word, row[0]);
    const found = (await beginning(head.words, word.slice(0, half))).filter(close);
    if (head.words.starts.length === 1) return (await beginning(head.words, "")).filter(close);
    const ending = reversed(word.slice(half + 1));
    const others = (await beginning(head.endings, ending)).map((row) => reversed(row[0])).filter((other) => oneEdit(word, other));
    const known = new Set(found.map((row) => row[0]));
    for (const other of others) if (!known.has(other)) found.push(...(await exactly(other)));
    return found;
  }

  // What a typed word stands for, as {word, number, count, sure}, the surest first.
  async function meanings(word) {
    const rows = [];
    const add = (found, sure) => found.forEach(([one, number, count]) => rows.push({ word: one, number, count, sure }));
    if (unspaced(word) && [...word].length > 1) {
      add(await exactly(word), EXACT);
      return rows;
    }
    const common = (one, other) => other[2] - one[2];
    const begun = await beginning(head.words, word);
    const exact = begun.filter((row) => row[0] === word);
    const longer = begun.filter((row) => row[0] !== word).sort(common);
    add(exact, EXACT);
    add(longer.slice(0, MOST_BEGINNINGS), BEGINS);
    if (exact.length === 0 && word.length >= SHORTEST_TYPO && !unspaced(word) && (longer.length === 0 || word.length >= SURE)) {
      const known = new Set(rows.map((row) => row.number));
      const typos = (await mistyped(word)).filter((row) => !known.has(row[1]));
      add(typos.sort(common).slice(0, MOST_TYPOS), TYPO);
    }
    return rows;
  }

  // How well each thing goes with a typed word, by its number.
  async function scored(word, wanted) {
    const scores = new Map();
    const chosen = new Set();
    const rows = (await meanings(word)).filter(({ number }) => {
      const place = placeOf(head.postings.starts, number);
      if (!chosen.has(place) && chosen.size < MOST_PARTS) chosen.add(place);
      return chosen.has(place);
    });
    await Promise.all([...chosen].map((place) => part.of(head.postings.parts, place)));
    for (const { word: meant, number, count, sure } of rows) {
      wanted.add(meant);
      const place = placeOf(head.postings.starts, number);
      const { lists } = await part.of(head.postings.parts, place);
      const rare = Math.log(1 + head.texts / count);
      lists[number - head.postings.starts[place]].forEach((list, field) => {
        const score = sure * rare * WEIGHTS[field];
        for (const thing of numbersOf(list)) if (score > (scores.get(thing) ?? 0)) scores.set(thing, score);
      });
    }
    return scores;
  }

  /** The things that hold all of the typed words, as {numbers, wanted}: the best first, and the words that were found. */
  async function search(text) {
    const wanted = new Set();
    const words = typedWords(text).slice(0, MOST_WORDS).flatMap((word) => (unspaced(word) ? pairsOf(word) : [word]));
    const each = await Promise.all(words.map((word) => scored(word, wanted)));
    if (each.length === 0) return { numbers: [], wanted };
    const [fewest, ...others] = each.sort((one, other) => one.size - other.size);
    const found = [];
    for (const [thing, score] of fewest) {
      let sum = score;
      for (const scores of others) sum += scores.get(thing) ?? -Infinity;
      if (sum > 0) found.push([thing, sum]);
    }
    found.sort((one, other) => other[1] - one[1] || other[0] - one[0]);
    return { numbers: found.map((row) => row[0]), wanted };
  }

  /** The cards of some things. */
  function cards(numbers) {
    const { size, parts } = head.cards;
    return Promise.all(numbers.map(async (number) => (await part.of(parts, Math.floor(number / size)))[number % size]));
  }

  return { search, cards, texts: head.texts };
}

/** The numbers that a column of gaps stands for. */
export function* numbersOf(column) {
  let number = 0;
  for (let place = 0; place < column.length; place += 1) {
    const gap = column.charCodeAt(place) - FIRST_CODE;
    number += gap;
    if (gap !== MOST_CODES) yield number;
  }
}

/** The numbers of a column, one for each idea. */
export const columnOf = (column) => Uint16Array.from(column, (sign) => sign.charCodeAt(0) - FIRST_CODE);

const reversed = (word) => [...word].reverse().join("");

// Sorted words: each after a space, as how many letters it shares with the one before (base 36), and the rest.
function decoded(coded) {
  const words = [];
  let before = [];
  for (const one of coded === "" ? [] : coded.split(" ")) {
    before = [...before.slice(0, parseInt(one[0], 36)), ...one.slice(1)];
    words.push(before.join(""));
  }
  return words;
}

// Whether one letter less, more or another, or two that changed places, make a word of another.
function oneEdit(one, other) {
  if (Math.abs(one.length - other.length) > 1 || one === other) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  let [end, last] = [one.length, other.length];
  while (end > start && last > start && one[end - 1] === other[last - 1]) {
    end -= 1;
    last -= 1;
  }
  const [left, right] = [one.slice(start, end), other.slice(start, last)];
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}
