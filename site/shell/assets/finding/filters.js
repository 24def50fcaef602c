// Filters ideas by the columns that the build wrote, and counts for each filter what would be left.

import { columnOf } from "./text_index.js";

/** The columns that can be filtered by, in order, and in which part of the columns each stands. */
export const FACETS = { challenge: "main", status: "main", tag: "main", language: "main", needs: "needs", author: "author" };

/** The value of an entry of a column's values, which may bring a name along. */
export const valueOf = (entry) => (Array.isArray(entry) ? entry[0] : entry);

export function openFilters(part, names) {
  const opened = new Map();

  /** The column of a facet: {values, has(number, idea), each(idea)}. */
  async function facet(name) {
    if (!opened.has(name)) {
      const content = await part(names[FACETS[name]]);
      opened.set(name, readable(FACETS[name] === "main" ? content[name] : content));
    }
    return opened.get(name);
  }

  /**
   * Of some ideas (null for all of so many) those that have all chosen values, newest first where all were asked for;
   * and per facet how many ideas each of its values would leave, by its place in `values`.
   */
  async function filtered(ideas, total, chosen, facets) {
    const columns = await Promise.all(facets.map(facet));
    const wanted = facets.map((name, place) =>
      chosen[name] ? columns[place].values.findIndex((entry) => valueOf(entry) === chosen[name]) + 1 || -1 : 0,
    );
    const counts = columns.map((column) => new Uint32Array(column.values.length + 1));
    const numbers = [];
    const look = (idea) => {
      let missing = -1;
      for (let place = 0; place < columns.length; place += 1) {
        if (wanted[place] === 0 || columns[place].has(idea, wanted[place])) continue;
        if (missing >= 0) return; // of two filters it fits neither, so no count has it
        missing = place;
      }
      if (missing < 0) numbers.push(idea);
      for (let place = 0; place < columns.length; place += 1) {
        if (missing < 0 || missing === place) columns[place].each(idea, (value) => (counts[place][value] += 1));
      }
    };
    if (ideas === null) for (let idea = total - 1; idea >= 0; idea -= 1) look(idea);
    else ideas.forEach(look);
    return {
      numbers,
      counts: Object.fromEntries(facets.map((name, place) => [name, counts[place].subarray(1)])),
    };
  }

  return { facet, filtered };
}

// A column of one value for each idea, or of several with spaces between ideas.
function readable({ values, column, several }) {
  if (!several) {
    const held = columnOf(column);
    return {
      values,
      has: (idea, value) => held[idea] === value,
      each: (idea, tell) => held[idea] > 0 && tell(held[idea]),
    };
  }
  const lists = column.split(" ").map(columnOf);
  return {
    values,
    has: (idea, value) => lists[idea].includes(value),
    each: (idea, tell) => lists[idea].forEach(tell),
  };
}
