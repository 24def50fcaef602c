// The addresses at GitHub that an idea can leave by, and how long one may be.

/** So many bytes of an address reach GitHub whole; servers on the way refuse some above 8,192. */
export const LONGEST_ADDRESS = 7000;

/** Whether an address can be opened. Addresses are ASCII, so characters are bytes. */
export const fits = (address) => address.length <= LONGEST_ADDRESS;

const filled = (address, values) => `${address}${address.includes("?") ? "&" : "?"}${new URLSearchParams(values)}`;

/** GitHub's editor at a new file `slug` with `text` in it; `address` is that of the editor. */
export const editorAddress = (address, slug, text) =>
  filled(address, { filename: `content/ideas/${slug}.yml`, value: text });

/** GitHub's form for ideas, filled in with all of `idea` that it has a field for; `fields` holds their names there. */
export function formAddress(address, idea, fields) {
  const values = Object.entries(fields)
    .filter(([key]) => idea[key] !== undefined)
    .map(([key, field]) => [field, [idea[key]].flat().join(", ")]);
  return filled(address, values);
}
