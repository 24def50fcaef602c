// Fetches the parts that the build wrote below finding/, each once. formats.md tells their form.

const NAME = /^[\w-]+\.json$/;
const HASH = 8; // digits of the hash in a part's name
const fetched = new Map();

/** A function that makes something once, which is then `coming`. What failed is made again the next time. */
export function once(make) {
  return function load() {
    load.coming ??= make().catch((error) => {
      load.coming = undefined;
      throw error;
    });
    return load.coming;
  };
}

async function read(name) {
  const answer = await fetch(new URL(`../../finding/${name}`, import.meta.url), { redirect: "error" });
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.json();
}

/** What is in a part, by its name. */
export function part(name) {
  if (!NAME.test(name)) throw new Error("no part of an index");
  if (!fetched.has(name)) fetched.set(name, once(() => read(name)));
  return fetched.get(name)();
}

/** One of several parts, by its number; small ones stand where they are named. */
part.of = (parts, number) => {
  if (Array.isArray(parts)) return parts[number];
  return part(`${parts.name}-${number}-${parts.hashes.slice(number * HASH, (number + 1) * HASH)}.json`);
};

/** The place of the last of some rising values that is not above one; the first place where all are. */
export function placeOf(values, one) {
  let place = values.length - 1;
  while (place > 0 && values[place] > one) place -= 1;
  return place;
}
