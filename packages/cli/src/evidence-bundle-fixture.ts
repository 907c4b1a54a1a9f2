// A few small documents made into a bundle and read back, for tests of what becomes of evidence. Test-only: not exported from the package.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { builtinProfile, decodeUtf8, fixedClock, type Manifest, type ProfileSpec, type RedactionMode } from "@stella-export/core";
import { openContents, run } from "@stella-export/core/node";
import { adapters, openSource, redactor } from "@stella-export/preset";

/** 2026-06-01 */
const NOW = 1_780_272_000;

export interface Bundled {
  readonly manifest: Manifest;
  readonly asOf: string;
  readonly ignored: number;
  /** `kind read records duplicates rejected excluded` of each input. */
  readonly counts: readonly string[];
  /** In key order. */
  readonly entries: readonly {
    readonly id: string;
    readonly path: string;
    readonly aliases: readonly string[];
    readonly sourceDigest: string;
  }[];
  /** The canonical documents, in the same order. */
  readonly records: readonly string[];
  readonly rejects: readonly { readonly path: string; readonly code: string; readonly message: string }[];
  /** Numbers of records that an id, alias or path leads to. */
  readonly traced: readonly number[];
}

export interface BundleOptions {
  readonly selectors?: ProfileSpec["selectors"];
  readonly acceptUnknown?: boolean;
  /** Default off. */
  readonly redact?: RedactionMode;
  readonly trace?: readonly string[];
  /** Read this file of the folder instead of the folder. */
  readonly file?: string;
}

/** The bundle of a folder of these files, rejects reported. Values that are neither text nor bytes are written as JSON. */
export async function bundleOf(
  files: Readonly<Record<string, unknown>>,
  { selectors = {}, acceptUnknown = false, redact = "off", trace = [], file = "" }: BundleOptions = {},
): Promise<Bundled> {
  const folder = mkdtempSync(join(tmpdir(), "evidence-bundle-"));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, "in", path)), { recursive: true });
      writeFileSync(
        join(folder, "in", path),
        typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content),
      );
    }
    const profile = builtinProfile("json:raw", adapters);
    const made = await run({
      profile: { ...profile, spec: { ...profile.spec, selectors } },
      adapters,
      redactor,
      redact,
      rejects: "report",
      acceptUnknown,
      sources: [openSource("evidence", join(folder, "in", file), process.stdin)],
      out: join(folder, "out"),
      clock: fixedClock(NOW),
    });
    const contents = await openContents(made.path);
    try {
      const entries = await gathered(contents.indexEntries(), (entry) => entry);
      return {
        manifest: contents.manifest,
        asOf: made.asOf,
        ignored: made.ignored.reduce((sum, { count }) => sum + count, 0),
        counts: made.inputs.map((input) =>
          [input.kind, input.read, input.records, input.duplicates, input.rejected, input.excluded].join(" "),
        ),
        entries,
        records: await gathered(contents.records(), (record) => decodeUtf8(record).trimEnd()),
        rejects: rejectsIn(made.path),
        traced: await Promise.all(trace.map(async (id) => (await contents.trace(id)).length)),
      };
    } finally {
      contents.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function gathered<T, U>(items: AsyncIterable<T>, take: (item: T) => U): Promise<U[]> {
  const all: U[] = [];
  for await (const item of items) all.push(take(item));
  return all;
}

function rejectsIn(bundle: string): Bundled["rejects"] {
  return readFileSync(join(bundle, "reports", "rejects.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Bundled["rejects"][number]);
}
