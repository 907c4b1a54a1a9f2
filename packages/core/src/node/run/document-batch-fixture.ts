// A batch of whole documents side by side, as a source of tests hands it over.
import { encodeUtf8 } from "../../bytes.js";
import type { DocumentBatch } from "../../seams/source.js";

/** `documents`: path and text of each. */
export function documentBatch(documents: readonly (readonly [path: string, text: string])[], ignored = 0): DocumentBatch {
  const bodies = documents.map(([, text]) => encodeUtf8(text));
  const ends = Uint32Array.from(bodies.map((_, i) => bodies.slice(0, i + 1).reduce((sum, body) => sum + body.length, 0)));
  return {
    count: bodies.length,
    slab: Buffer.concat(bodies),
    starts: Uint32Array.of(0, ...ends.subarray(0, -1)),
    ends,
    lines: new Uint32Array(bodies.length),
    paths: documents.map(([path]) => path),
    rejects: [],
    ignored,
  };
}
