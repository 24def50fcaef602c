// The words of the scripts that find things, in the language of the page, and what statuses, tags and languages are called.

const spoken = document.documentElement.lang || "en";
const plural = new Intl.PluralRules(spoken);
const number = new Intl.NumberFormat(spoken, { useGrouping: "always" });
const date = new Intl.DateTimeFormat(spoken === "en" ? "en-GB" : spoken, { dateStyle: "long", timeZone: "UTC" });

export function openLabels({ words, ...labels }) {
  /** A text, in the form for the number `n` where it has several; {names} in it stand for `values`. */
  function say(key, values = {}) {
    const word = words[key];
    const text = typeof word === "string" ? word : (word[plural.select(values.n)] ?? word.other);
    return text.replace(/\{([a-z_]+)\}/g, (_, name) => (typeof values[name] === "number" ? shown(values[name]) : values[name]));
  }
  /** An entry of a facet as {text, lang, kind}, in a language of its own where it has one; of statuses the kind. */
  function label(facet, entry) {
    const [value, name, language] = Array.isArray(entry) ? entry : [entry];
    const [text, lang, kind] = labels[facet]?.[value] ?? [name ?? value, language ?? ""];
    return { text, lang, kind };
  }
  return { say, label };
}

export const shown = (count) => number.format(count);

/** A day such as `2026-03-04` as the language writes it. */
export const day = (written) => date.format(new Date(`${written}T00:00:00Z`));

/** Money such as `1500.00 EUR` as the language writes it. */
export function amount(money) {
  const [digits, currency] = money.split(" ");
  const whole = digits.endsWith(".00") || !digits.includes(".") ? { minimumFractionDigits: 0, maximumFractionDigits: 0 } : {};
  return new Intl.NumberFormat(spoken, { style: "currency", currency, useGrouping: "always", ...whole }).format(Number(digits));
}

/** An element with attributes and children; text stays text, and what is null or false is left out. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false && value !== undefined && value !== "") made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== false && child !== undefined && child !== ""));
  return made;
}
