// Reads YAML, and keeps what it was written with: anchors, tags, places.
export { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from "yaml";
