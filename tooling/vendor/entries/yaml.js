// Reads YAML as a row of events, each with the place where it stands and with what it was written with.
export { EVENT_ID, SCALAR_STYLE, getScalarValue, parseEvents } from "js-yaml";
