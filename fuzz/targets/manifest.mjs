// Verification of a small bundle whose export.json is the input: only the bundle's own manifest ever passes.
// The first byte of the input says how the rest becomes the manifest: 0 as it is, 1 in canonical form, 2 as members that replace the
// manifest's own in a bundle that is then sealed again (ids, digests and provenance made right): that may pass, but never for other files.
import { canonicalizeBytes, fixedClock, verifyBundle } from "@stella-export/core";
import { nodeSha256 as sha256 } from "@stella-export/core/node";
import { buildFixture, entriesOf, readerOf, reseal } from "../../packages/core/src/verify/bundle-fixture.ts";
import { allowedCode, expect } from "../expect.mjs";
import { parsedPlainly } from "../json-reference.mjs";

const fixture = buildFixture({ sha256 });
const VERDICTS = new Set(["failed", "integrity-only"]);
const CODES = /^(JSON_[A-Z0-9_]+|DOCUMENT_TOO_LARGE)$/;

export async function fuzz(data) {
  if (data.length === 0) return;
  const { files, manifest } = await fixture;
  const mode = data[0] % 3;
  const input = data.subarray(1);
  if (mode === 2) return checkSealed(input, await fixture);
  const bytes = mode === 1 ? canonicalOf(input) : input;
  if (bytes === undefined) return;
  const result = await verify(new Map([...files, ["export.json", bytes]]));
  const isOriginal = Buffer.compare(bytes, files.get("export.json")) === 0;
  expect((result.verdict === "failed") !== isOriginal, `verdict ${result.verdict}`);
  if (isOriginal) expect(result.exportId === manifest.exportId, "the export id");
}

function canonicalOf(input) {
  try {
    return canonicalizeBytes(input);
  } catch (error) {
    allowedCode(error, CODES);
    return undefined;
  }
}

async function checkSealed(input, original) {
  const edit = parsedPlainly(input)?.value;
  if (edit === null || typeof edit !== "object" || Array.isArray(edit)) return;
  let sealed;
  try {
    sealed = reseal(original, sha256, (manifest) => Object.assign(manifest, edit));
  } catch {
    return; // the fixture is no parser
  }
  const result = await verify(sealed.files);
  if (result.verdict === "failed") return;
  const named = new Set(sealed.manifest.contents.map(({ path, digest }) => `${path} ${digest}`));
  expect(
    original.manifest.contents.every(({ path, digest }) => named.has(`${path} ${digest}`)),
    "a good verdict on other files",
  );
}

async function verify(files) {
  const clock = fixedClock(Date.parse("2025-01-15T00:00:00Z") / 1000);
  const result = await verifyBundle(readerOf(entriesOf(files)), { sha256, mode: { kind: "integrity-only" }, clock });
  expect(VERDICTS.has(result.verdict), `verdict ${result.verdict}`);
  expect((result.verdict === "failed") === result.failures.length > 0, "a verdict without its failures");
  return result;
}
