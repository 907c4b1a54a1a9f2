// Cases about an adapter in the real run: what it writes becomes a bundle that verifies, and the same bundle in other circumstances.
import { deepEqual, equal } from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Adapter, builtinProfile, fixedClock, type ProfileDocument, type Source, verifyBundle } from "@stella-export/core";
import { nodeDeepDecoder, nodeSha256, openBundle, run, type RunResult } from "@stella-export/core/node";
import type { ContractCase } from "../contract-case.js";
import { DEFAULT_SOURCE, type MemoryDocument } from "../doubles/memory-document.js";
import { memorySource } from "../doubles/memory-source.js";
import { expectReproducible, type Variant } from "../reproducible.js";
import type { AdapterContractOptions } from "./adapter-contract.js";
import { documentsFor } from "./rendering.js";

/** 2026-06-01T00:00:00Z, so that documents without a date do as well. */
const AS_OF = 1_780_272_000;

export function bundleCases(suite: AdapterContractOptions): ContractCase[] {
  const documents = documentsFor(suite).map((document, i) => ({ path: `${String(i).padStart(6, "0")}.json`, ...document }));
  return [
    {
      name: "run() makes a bundle that verifies, what lies inside the codec too",
      async run() {
        await inFolder(async (folder) => {
          const { path } = await runOnce(suite, documents, join(folder, "bundle"));
          const mode = { kind: "integrity-only" } as const;
          const verified = await verifyBundle(await openBundle(path), {
            sha256: nodeSha256,
            mode,
            clock: fixedClock(AS_OF),
            deep: nodeDeepDecoder,
          });
          deepEqual(verified.failures, []);
          equal(verified.verdict, "integrity-only");
        });
      },
    },
    {
      name: "run() makes the same bundle of another order of documents, with other batches and workers",
      async run() {
        await inFolder(async (folder) => {
          await expectReproducible(async (variant) => {
            const { contentDigest, manifestDigest } = await runOnce(suite, documents, join(folder, variant.name), variant);
            return `contents ${contentDigest}\nmanifest ${manifestDigest}`;
          });
        });
      },
    },
  ];
}

async function runOnce(
  suite: AdapterContractOptions,
  documents: readonly MemoryDocument[],
  out: string,
  variant?: Variant,
): Promise<RunResult> {
  const { adapter } = suite;
  const arranged = variant === undefined ? documents : variant.arrange(documents);
  return await run({
    profile: profileOf(adapter, suite),
    adapters: [adapter],
    sources: sourcesOf(arranged, variant?.batchSize ?? 100),
    out,
    asOf: AS_OF,
    clock: fixedClock(AS_OF),
    ...(variant === undefined ? {} : { workers: variant.workers }),
  });
}

// A profile that needs a policy runs without: core alone knows the snapshot, and the suite has none that its documents would be those of.
function profileOf(adapter: Adapter, { options = {} }: AdapterContractOptions): ProfileDocument {
  const profile = builtinProfile(adapter.name, [adapter]);
  return { ...profile, spec: { ...profile.spec, policySnapshotMode: "none", options: { ...options } } };
}

function sourcesOf(documents: readonly MemoryDocument[], batchSize: number): Source[] {
  const names = [...new Set(documents.map(({ source = DEFAULT_SOURCE }) => source))];
  return names.map((name) =>
    memorySource(
      documents.filter(({ source = DEFAULT_SOURCE }) => source === name),
      { name, batchSize },
    ),
  );
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "stella-testkit-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
