// Writes the pages that are made from code: the table of errors and the JSON Schemas. `--check` fails where a page is not up to date.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ERRORS, ManifestSchema, ProfileSchema, TrustFileSchema } from "../packages/core/dist/index.js";
import { DiffSchema } from "../packages/adapter-trivy/dist/tools/index.js";
import { root } from "./run-command.mjs";

const FAMILIES = {
  input: "What was asked for: flags, profile, times, paths",
  source: "What a source holds; with `--rejects report` these codes stand in `reports/rejects.jsonl`",
  content: "What a bundle holds",
  trust: "Whom and what a receiver trusts",
  delivery: "Where a bundle goes",
  run: "The run itself",
};

const pages = {
  "docs/modules/export-center/errors.md": errorsPage(),
  "docs/schemas/diff-v1.schema.json": json(DiffSchema),
  "docs/schemas/manifest-v1.schema.json": json(ManifestSchema),
  "docs/schemas/profile-v1.schema.json": json(ProfileSchema),
  "docs/schemas/trust-v1.schema.json": json(TrustFileSchema),
};

const stale = Object.entries(pages).filter(([path, text]) => read(path) !== text);
if (process.argv.includes("--check")) {
  for (const [path] of stale) console.error(`not up to date: ${path} (run: npm run docs)`);
  process.exit(stale.length === 0 ? 0 : 1);
}
for (const [path, text] of stale) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  console.log(`wrote ${path}`);
}

function errorsPage() {
  const head = [
    "# Errors",
    "",
    "<!-- Generated from packages/core/src/errors/table.ts by `npm run docs`; do not edit. -->",
    "",
    "Every failure that a user can act on carries one of these codes. Scripts decide by code and exit code, never by message.",
    "With `-o json` or `-o yaml` each error is one JSON object a line on stderr: `{code, message, hint?, path?, source?, record?, offset?}`;",
    "`record` is a line number from 1, `offset` is in bytes from the beginning of the document.",
    "",
    "Exit codes: 0 ok · 1 internal error · 2 usage, profile or input invalid · 3 permission · 4 path or id not found · 5 refused ·",
    "6 a network call would be needed · 7 exists or conflict · 10 transient · 130 interrupted.",
  ];
  const sections = Object.entries(FAMILIES).flatMap(([family, title]) => [
    "",
    `## ${title}`,
    "",
    "| code | exit | retry may help | meaning | what to do |",
    "| --- | --- | --- | --- | --- |",
    ...Object.entries(ERRORS)
      .filter(([, row]) => row.family === family)
      .map(
        ([name, row]) =>
          `| \`ERR_EXPORT_${name}\` | ${row.exit} | ${row.retryable ? "yes" : "no"} | ${cell(row.meaning)} | ${cell(row.action)} |`,
      ),
  ]);
  return `${[...head, ...sections].join("\n")}\n`;
}

function cell(text) {
  return text.replaceAll("|", "\\|");
}

function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function read(path) {
  try {
    return readFileSync(join(root, path), "utf8");
  } catch {
    return undefined;
  }
}
