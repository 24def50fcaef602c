// Says what in an idea does not fit its schema. Compiles no code; says it in keywords, which pages put into words.
import { Validator } from "../vendor/json_schema.js";

const PARAMS = {
  type: (asked) => ({ type: asked }),
  minLength: (asked) => ({ limit: asked }),
  maxLength: (asked) => ({ limit: asked }),
  minItems: (asked) => ({ limit: asked }),
  maxItems: (asked) => ({ limit: asked }),
  pattern: (asked) => ({ pattern: asked }),
  format: (asked) => ({ format: asked }),
  enum: (asked) => ({ allowed: asked }),
  const: (asked) => ({ allowed: asked }),
  uniqueItems: () => ({}),
};

/**
 * Every mistake in `idea` as {pointer, keyword, params}; none where it is valid. `schema` is a list: the schema's document,
 * then those it refers to. `pointer` is a JSON pointer into the idea; what is missing or unknown there is a parameter.
 */
export function checkIdea(idea, schema) {
  const validator = new Validator(schema[0], "2020-12", false);
  for (const other of schema.slice(1)) validator.addSchema(other);
  const found = validator.validate(idea).errors.flatMap((error) => mistakes(error, idea, schema));
  return [...new Map(found.map((mistake) => [JSON.stringify(mistake), mistake])).values()];
}

function mistakes({ keyword, instanceLocation, keywordLocation }, idea, schema) {
  const place = steps(instanceLocation);
  if (keyword === "false") {
    return [{ pointer: pointer(place.slice(0, -1)), keyword: "additionalProperties", params: { unknown: place.at(-1) } }];
  }
  const asked = () => askedAt(steps(keywordLocation), schema);
  if (keyword === "required") {
    const there = place.reduce((value, step) => value[step], idea);
    const missing = asked().filter((key) => !Object.hasOwn(there, key));
    return missing.map((key) => ({ pointer: pointer(place), keyword, params: { missing: key } }));
  }
  // Other keywords only lead to one of these, which is told where it stands.
  return Object.hasOwn(PARAMS, keyword) ? [{ pointer: pointer(place), keyword, params: PARAMS[keyword](asked()) }] : [];
}

const steps = (location) =>
  location.split("/").slice(1).map((step) => decodeURI(step).replaceAll("~1", "/").replaceAll("~0", "~"));

const pointer = (place) =>
  place.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** What a schema says at the place of a keyword, through all references on the way. */
function askedAt(place, schema) {
  let [home] = schema;
  let part = home;
  for (const step of place) {
    if (step !== "$ref") {
      part = part[step];
      continue;
    }
    const [name, inside] = part.$ref.split("#");
    if (name) home = schema.find((document) => document.$id.endsWith(`/${name}`));
    part = steps(inside).reduce((found, key) => found[key], home);
  }
  return part;
}
