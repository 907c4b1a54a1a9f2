// Maven artifacts in each form that a Java database is made of: the samples, and thousands that are made up here, spread over files, some in two.
import { hash } from "node:crypto";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ARTIFACTS = 4000;
const FILES = 8;
const SAMPLES = ["maven.csv", "gadget.cdx.json"];

/** Makes the folder `target`; `samples` is the folder of the samples' evidence. */
export function layOutArtifacts(target, samples) {
  mkdirSync(target);
  for (const name of SAMPLES) cpSync(join(samples, name), join(target, name));
  const files = Array.from({ length: FILES }, () => []);
  for (let i = 0; i < ARTIFACTS; i++) {
    const digest = hash("sha1", `artifact ${i}`);
    const place = Number.parseInt(digest.slice(0, 2), 16);
    const artifact = { group_id: `org.example.g${place % 60}`, artifact_id: `a${i % 700}`, version: `1.${i}`, sha1: digest };
    files[place % FILES].push(artifact);
    if (i % 10 === 0) files[(place + 1) % FILES].push(artifact);
  }
  for (const [i, rows] of files.entries()) {
    const isCsv = i % 2 === 0;
    const lines = rows.map((row) => (isCsv ? Object.values(row).join() : JSON.stringify(row)));
    if (isCsv) lines.unshift("group_id,artifact_id,version,sha1");
    writeFileSync(join(target, `part-${i}.${isCsv ? "csv" : "jsonl"}`), `${lines.join("\n")}\n`);
  }
}
