// From the bytes of export.json to a manifest that fits its schema, with everything that is wrong with it.
// It does not look at any other file of the bundle.
import { decodeUtf8 } from "../bytes.js";
import { isCanonical } from "../canonical/canonical.js";
import type { Sha256 } from "../digest.js";
import { manifestInconsistencies } from "../manifest/consistency.js";
import { type Manifest, manifestCheck } from "../manifest/schema.js";
import { MANIFEST_PATH } from "./entry-path.js";
import { countValues, isTooDense } from "./json-density.js";
import type { VerifyFailure } from "./result.js";

/** Manifests of the largest exports (tens of thousands of shards) stay below a quarter of this. */
export const DEFAULT_MAX_MANIFEST_BYTES = 64 * 1024 * 1024;

/** One violation of the schema often brings others with it; more than these help nobody. */
const MAX_VIOLATIONS = 20;
/** To look for them takes memory for every value, also for those that fit. */
const MAX_VALUES_LOOKED_AT = 100_000;

export interface ManifestReading {
  /** Absent where the bytes are not canonical JSON of the schema. It may be there and still not agree with itself. */
  readonly manifest: Manifest | undefined;
  readonly failures: readonly VerifyFailure[];
}

export function readManifest(bytes: Uint8Array, sha256: Sha256): ManifestReading {
  const count = countValues(bytes);
  if (isTooDense(bytes, count)) return refused("export.json holds more values than any export of its size");
  const text = canonicalText(bytes);
  if (text === undefined) return refused("export.json is not canonical JSON");
  const value: unknown = JSON.parse(text);
  if (!manifestCheck.fits(value)) {
    if (count > MAX_VALUES_LOOKED_AT) return refused("export.json does not fit its schema");
    const violations = manifestCheck.violations(value).slice(0, MAX_VIOLATIONS);
    const messages = violations.map(
      ({ pointer, message }) => `export.json does not fit its schema at ${pointer === "" ? "/" : pointer}: ${message}`,
    );
    return refused(...(messages.length === 0 ? ["export.json does not fit its schema"] : messages));
  }
  return { manifest: value, failures: manifestInconsistencies({ bytes, text, value }, sha256) };
}

/** The value of canonical JSON; `undefined` for other bytes, for numbers that JavaScript cannot hold and for more values than memory is for. */
export function parseCanonical(bytes: Uint8Array): unknown {
  const text = isTooDense(bytes) ? undefined : canonicalText(bytes);
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

// A number that is written as RFC 8785 writes doubles is one that JSON.parse reads without loss.
function canonicalText(bytes: Uint8Array): string | undefined {
  return isCanonical(bytes, { numbers: "rfc8785" }) ? decodeUtf8(bytes) : undefined;
}

function refused(...messages: readonly string[]): ManifestReading {
  return {
    manifest: undefined,
    failures: messages.map((message) => ({ code: "ERR_EXPORT_MANIFEST_INVALID", path: MANIFEST_PATH, message })),
  };
}
