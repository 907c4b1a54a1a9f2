// Makes a json:raw bundle of a file of bulletins: node run.mjs [FILE [OUT]]
import { jsonRaw } from "@stella-export/adapter-json";
import { builtinProfile } from "@stella-export/core";
import { run } from "@stella-export/core/node";
import { BulletinSource } from "export-source-bulletins";

const [file = "sample.bulletin", out = "bundle"] = process.argv.slice(2);
const { path, contentDigest, inputs } = await run({
  profile: builtinProfile("json:raw", [jsonRaw]),
  adapters: [jsonRaw],
  sources: [new BulletinSource("acme", file)],
  out,
});
console.log(`${path}: ${inputs.map(({ records, kind }) => `${records} ${kind}`).join(", ")}\n${contentDigest}`);
