// Makes the name of an idea's file out of its title, for most European scripts as the program itself makes it.

const LONGEST = 80;
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/;
// Letters that are no Latin letter with a mark on it, each with what stands for it.
const LETTERS = new Map(
  ("ß:ss æ:ae ð:d ø:o þ:th đ:d ħ:h ı:i ĸ:q ŀ:l ł:l ŋ:ng œ:oe ŧ:t ƒ:f й:y " +
    "α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r ς:s σ:s τ:t υ:y φ:f χ:ch ψ:ps ω:o " +
    "а:a б:b в:v г:g д:d е:e ж:zh з:z и:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch ш:sh щ:shch " +
    "ъ:- ы:y ь:- э:e ю:yu я:ya ђ:dj є:ie ѕ:dz і:i ј:j љ:lj њ:nj ћ:c џ:dzh ґ:g")
    .split(" ")
    .map((pair) => pair.split(":")),
);

const spelt = (text) => [...text].map((sign) => LETTERS.get(sign) ?? sign).join("");

/** Eight digits that differ where texts do (FNV-1a): a name for a title in a script of which nothing is left. */
function digest(text) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}

/** `[a-z0-9]+(-[a-z0-9]+)*`, at most 80 characters, cut at a word where possible; never empty. */
export function slugOf(title) {
  const low = spelt(title.normalize("NFC").toLowerCase());
  const slug = spelt(low.normalize("NFKD").replace(/\p{M}/gu, ""))
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  if (!slug) return `idea-${digest(title)}`;
  if (RESERVED.test(slug)) return `${slug}-1`;
  if (slug.length <= LONGEST) return slug;
  const whole = slug.slice(0, LONGEST + 1);
  const cut = whole.slice(0, Math.max(whole.lastIndexOf("-"), 0)) || slug.slice(0, LONGEST);
  return cut.replace(/^-|-$/g, "");
}

/** The slug of `title`, with a number behind it where `taken(slug)` says that an idea has it already. */
export async function freeSlug(title, taken) {
  const slug = slugOf(title);
  for (let number = 1; number < 20; number += 1) {
    const tail = number === 1 ? "" : `-${number}`;
    const name = slug.slice(0, LONGEST - tail.length).replace(/-$/, "") + tail;
    if (!(await taken(name))) return name;
  }
  return `${slug.slice(0, LONGEST - 9).replace(/-$/, "")}-${digest(title)}`;
}
