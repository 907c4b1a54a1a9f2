// Makes a bundle with csv:summary of a folder of advisories: node run.mjs [FOLDER [OUT]]
import { builtinProfile, ExportError } from "@stella-export/core";
import { run } from "@stella-export/core/node";
import { FileSource } from "@stella-export/source-files";
import { csvSummary } from "export-adapter-csv-summary";

const [folder = "data", out = "bundle"] = process.argv.slice(2);
const profile = builtinProfile("csv:summary", [csvSummary]);
try {
  const { path, contentDigest, inputs } = await run({
    profile: { ...profile, spec: { ...profile.spec, compression: { codec: "none" }, options: { separator: ";" } } },
    adapters: [csvSummary],
    sources: [new FileSource("example", folder)],
    out,
  });
  console.log(`${path}: ${inputs.map(({ records, kind }) => `${records} ${kind}`).join(", ")}\n${contentDigest}`);
} catch (error) {
  if (!(error instanceof ExportError)) throw error;
  console.error(`${error.code}: ${error.message}\n${error.hint}`);
  process.exitCode = error.exitCode;
}
