// The words of this page's script, in the language of the page, as the build wrote them into it.

const facts = JSON.parse(document.getElementById("propose-facts").textContent);
const spoken = document.documentElement.lang || "en";
const plural = new Intl.PluralRules(spoken);
const number = new Intl.NumberFormat(spoken);

/** What the build says to the script: the schema, the addresses, the fields of the form. */
export const { schema, editor, form, formFields, line } = facts;

/** A text, in the form for the number `n` where it has several; {names} in it stand for `values`. */
export function say(key, values = {}) {
  const word = facts.words[key];
  const text = typeof word === "string" ? word : word[plural.select(values.n)] ?? word.other;
  return text.replace(/\{([a-z_]+)\}/g, (_, name) =>
    typeof values[name] === "number" ? number.format(values[name]) : values[name],
  );
}

/** Money such as `1500 EUR` as the language writes it. */
export function amount(money) {
  const [digits, currency] = money.split(" ");
  if (!/^[A-Z]{3}$/.test(currency)) return money;
  const whole = digits.includes(".") ? {} : { minimumFractionDigits: 0, maximumFractionDigits: 0 };
  return new Intl.NumberFormat(spoken, { style: "currency", currency, ...whole }).format(digits);
}

/** An element with properties and children; text stays text. */
export function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}
