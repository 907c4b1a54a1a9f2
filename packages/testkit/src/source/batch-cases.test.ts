// Each promise of batch-cases.ts that a source breaks is caught by the case that names it.
import { encodeUtf8 } from "@stella-export/core";
import { expect, test } from "vitest";
import { failing, mapped, type SourceMutant, withRead } from "./bent-source-fixture.js";

const MUTANTS: readonly SourceMutant[] = [
  [
    "an end behind the slab",
    "every document lies within its batch",
    (source) => mapped(source, (batch) => ({ ...batch, ends: batch.ends.map((end, i) => (i === batch.count - 1 ? end + 1 : end)) })),
  ],
  [
    "paths for half of the documents",
    "every document lies within its batch",
    (source) => mapped(source, (batch) => ({ ...batch, paths: batch.paths.slice(1) })),
  ],
  [
    "plain arrays",
    "every document lies within its batch",
    (source) => mapped(source, (batch) => ({ ...batch, lines: [...batch.lines] as unknown as Uint32Array })),
  ],
  [
    "paths with ./",
    "paths are relative and POSIX, lines count from 1",
    (source) => mapped(source, (batch) => ({ ...batch, paths: batch.paths.map((path) => `./${path}`) })),
  ],
  [
    "absolute paths",
    "paths are relative and POSIX, lines count from 1",
    (source) => mapped(source, (batch) => ({ ...batch, paths: batch.paths.map((path) => `/${path}`) })),
  ],
  [
    "lines with their line ends",
    "a document that is a line has no line end",
    (source) =>
      mapped(source, (batch) => ({
        ...batch,
        count: 1,
        slab: encodeUtf8("{}\r\n"),
        starts: Uint32Array.of(0),
        ends: Uint32Array.of(4),
        lines: Uint32Array.of(1),
      })),
  ],
  [
    "one batch for everything",
    "a batch holds about 1 MiB, or one document",
    withRead(async function* () {
      const bodies = Array.from({ length: 6 }, (_, i) => encodeUtf8(JSON.stringify({ text: String(i).repeat(1 << 20) })));
      const size = bodies[0]?.length ?? 0;
      const starts = Uint32Array.from(bodies, (_, i) => i * size);
      yield {
        count: 6,
        slab: Buffer.concat(bodies),
        starts,
        ends: starts.map((start) => start + size),
        lines: new Uint32Array(6),
        paths: bodies.map((_, i) => `${i}.json`),
        rejects: [],
        ignored: 0,
      };
    }),
  ],
  [
    "reading ahead into the same memory",
    "the bytes stay as they are until the next batch is asked for",
    (source) =>
      mapped(source, (batch) => {
        const slab = batch.slab.slice();
        setImmediate(() => slab.fill(0x20));
        return { ...batch, slab };
      }),
  ],
  [
    "a reject with a code of its own",
    "rejects say what is wrong with which bytes",
    (source) =>
      mapped(source, (batch) => ({
        ...batch,
        rejects: [
          { path: "x.json", line: 0, code: "ERR_MINE" as "ERR_EXPORT_IO", message: "no", sourceDigest: `sha256:${"0".repeat(64)}` },
        ],
      })),
  ],
  [
    "a reject without a digest",
    "rejects say what is wrong with which bytes",
    (source) =>
      mapped(source, (batch) => ({
        ...batch,
        rejects: [{ path: "x.json", line: 0, code: "ERR_EXPORT_DOCUMENT_TOO_LARGE", message: "no", sourceDigest: "sha256:" }],
      })),
  ],
];

test.each(MUTANTS)("%s", async (_, caughtBy, bend) => {
  expect(await failing(bend, caughtBy)).toEqual([caughtBy]);
});
