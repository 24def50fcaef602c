// Checks a value by a JSON Schema, without compiling code of it.
export { Validator } from "@cfworker/json-schema";
