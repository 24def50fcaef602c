// Makes site/shell/assets/vendor/ of the packages that package-lock.json pins:  node build.mjs MODULES TARGET
// MODULES is a folder in which `npm ci` has put them as node_modules. The same packages make the same bytes.
import { readdirSync, readFileSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const [modules, target] = process.argv.slice(2).map((folder) => path.resolve(folder));
const { build } = createRequire(path.join(modules, "package.json"))("esbuild");
const here = path.dirname(fileURLToPath(import.meta.url));
const entries = path.join(here, "entries");
mkdirSync(target, { recursive: true });

// What is mended on the way: [file, what stands there once, what stands there then].
const SLASHED = "    }\n    effects.consume(code);\n    return tagOpenAttributeValueUnquoted;";
const MENDED = [
  // A value without quotation marks may hold slashes: <a href=https://a.example> is a tag, in a line and by itself.
  [
    "micromark-core-commonmark/lib/html-text.js",
    `    if (code === 47 || code === 62 || markdownLineEndingOrSpace(code)) {\n      return tagOpenBetween(code);\n${SLASHED}`,
    `    if (code === 62 || markdownLineEndingOrSpace(code)) {\n      return tagOpenBetween(code);\n${SLASHED}`,
  ],
  ["micromark-core-commonmark/lib/html-flow.js", "code === 39 || code === 47 || code === 60", "code === 39 || code === 60"],
];
const mending = {
  name: "mending",
  setup(build) {
    for (const [file, before, after] of MENDED) {
      build.onLoad({ filter: new RegExp(`/${file.replaceAll(".", "\\.")}$`) }, ({ path: source }) => {
        const parts = readFileSync(source, "utf8").split(before);
        if (parts.length !== 2) throw new Error(`${file} is not what it was when it was mended`);
        return { contents: parts.join(after) };
      });
    }
  },
};

const built = await build({
  plugins: [mending],
  absWorkingDir: modules,
  entryPoints: readdirSync(entries).sort().map((name) => path.join(entries, name)),
  nodePaths: [path.join(modules, "node_modules")],
  outdir: target,
  write: false,
  bundle: true,
  minify: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});
for (const file of built.outputFiles) {
  const notice = `// Other people's code, made by tooling/vendor/build.mjs. Their licences: LICENSES.txt.\n`;
  writeFileSync(path.join(target, path.basename(file.path)), notice + file.text);
}

/** The licence of a package that brings no file of it: the MIT licence in the name of its author, or none at all. */
function written({ name, license, author }) {
  if (license !== "MIT" || typeof author !== "string") throw new Error(`${name} brings no licence`);
  return readFileSync(path.join(here, "mit.txt"), "utf8").trim().replace("%%author%%", author.replace(/ *<.*/, ""));
}

// Whose code is in the files, by the packages that esbuild has read.
const packages = new Set();
for (const input of Object.keys(built.metafile.inputs)) {
  const found = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (found) packages.add(found[1]);
}
const licences = new Map();
for (const name of [...packages].sort()) {
  const folder = path.join(modules, "node_modules", name);
  const about = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(path.join(folder, file), "utf8").replaceAll("\r\n", "\n").trim() : written(about);
  const line = `${name} ${about.version} (${about.license})`;
  licences.set(text, [...(licences.get(text) ?? []), line]);
}
const parts = [...licences].map(([text, lines]) => `${lines.join("\n")}\n\n${text}\n`);
writeFileSync(
  path.join(target, "LICENSES.txt"),
  `The files beside this one were made of these packages.\n\n${parts.join(`\n${"-".repeat(72)}\n\n`)}`,
);
