// Makes of what stands in the fields of the form the values of an idea.

import { manyLines, oneLine } from "./idea_yaml.js";

const SIGNS = { "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR" };

/** An amount as people write it, `1.500,50 €`, as files have it, `1500.50 EUR`; what is no amount stays as it is. */
export function money(text, currency = "", decimals = 2) {
  const found = /^(\D*?)(\d[\d.,'’\s]*)(\D*)$/u.exec(oneLine(text));
  if (!found) return oneLine(text);
  const named = (found[1] + found[3]).trim();
  const code = named ? SIGNS[named] ?? named.toUpperCase() : currency;
  const digits = found[2].replace(/[\s'’]/gu, "").replace(/[.,]$/, "");
  // What stands last is the sign before the decimals, unless as many digits follow as one groups thousands by.
  const parts = /^(.*)[.,](\d+)$/.exec(digits);
  const mixed = digits.includes(".") && digits.includes(",");
  const fraction = parts && (mixed || parts[2].length !== 3 || decimals === 3) ? parts[2] : "";
  const whole = (fraction ? parts[1] : digits).replace(/[.,]/g, "").replace(/^0+(?=\d)/, "");
  const rest = /[1-9]/.test(fraction) ? `.${fraction.padEnd(decimals, "0")}` : "";
  return `${whole}${rest} ${code}`.trim();
}

/** The entries of a list that was written with commas or a line each, every one once. */
export const list = (text) => [...new Set(text.split(/[,;\n،、]/).map(oneLine).filter(Boolean))];

/** The idea that `values` of the fields make; `challenge` is one of the page's, or undefined. */
export function ideaOf(values, challenge) {
  const idea = {
    title: oneLine(values.title ?? ""),
    summary: oneLine(values.summary ?? ""),
    challenge: challenge?.slug,
    authors: list(values.authors ?? "").map((login) => login.replace(/^@/, "")),
    tags: values.tags ?? [],
    language: values.language,
    body: manyLines(values.body ?? ""),
    needs: list(values.needs ?? ""),
    cost: money(values.cost ?? "", challenge?.currency, challenge?.decimals),
    consent: values.consent?.length ? true : undefined,
  };
  return Object.fromEntries(Object.entries(idea).filter(([, value]) => value === true || value?.length));
}
