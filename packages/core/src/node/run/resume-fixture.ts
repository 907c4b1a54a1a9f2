// Runs that die at a chosen file operation, for tests of what the next one does. A death is a disk on which nothing works any more.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fixedClock } from "../../clock.js";
import { builtinProfile } from "../../profile/resolve.js";
import type { DocumentBatch, Source, SourceState } from "../../seams/source.js";
import { dyingAt } from "../failing-files-fixture.js";
import { documentBatch } from "./document-batch-fixture.js";
import { isHolderName } from "./holder.js";
import { run, type RunRequest } from "./run.js";
import { lines } from "./run-fixture.js";

export interface Evidence extends Source {
  reads: number;
  state: SourceState | undefined;
  documents: readonly string[];
}

const DOCUMENTS = ['{"id":"A"}', '{"id":"B"}', "{", '{"id":"A"}'];
const STATE: SourceState = { digest: "one", settledAt: 1n };

/** Four documents, one of them none and one of them twice, and a state that the test says. */
export function evidence(state: SourceState | null = STATE): Evidence {
  return {
    name: "s",
    reads: 0,
    state: state ?? undefined,
    documents: DOCUMENTS,
    async survey() {
      return { documents: this.documents.length, bytes: null, state: this.state };
    },
    async *read(): AsyncGenerator<DocumentBatch> {
      this.reads++;
      yield documentBatch(
        this.documents.map((text, i) => [`${i % 3}.json`, text]),
        2,
      );
    },
    describe: (document) => ({
      kind: "advisory",
      format: "test",
      formatVersion: "1",
      id: document.text("id") ?? "",
      aliases: [],
      date: "2026-01-01T00:00:00Z",
    }),
  };
}

export const request = (out: string, source: Source, more: Partial<RunRequest> = {}): RunRequest => ({
  profile: builtinProfile("test:lines", [lines]),
  adapters: [lines],
  sources: [source],
  rejects: "report",
  out,
  clock: fixedClock(1_790_000_000),
  ...more,
});

/** Folders of one test: outputs go into `place`. */
export interface Folders {
  readonly root: string;
  readonly place: string;
  readonly scratch: string;
}

export function makeFolders(): Folders {
  const root = mkdtempSync(join(tmpdir(), "resume-"));
  const folders = { root, place: join(root, "place"), scratch: join(root, "scratch") };
  mkdirSync(folders.scratch);
  return folders;
}

/** The staging folder of a run. */
export function partialOf(out: string): string {
  return join(out, "..", `.${basename(out)}.stella-partial`);
}

const DEATH = new Error("the process is dead");

/** Runs until the n-th operation, and makes what is left look as if another process had left it. */
export async function die(n: number, dying: RunRequest): Promise<"died" | "ended"> {
  const { files, calls } = dyingAt(n, DEATH);
  await run({ ...dying, files }).catch((error: unknown) => {
    if (error !== DEATH) throw error;
  });
  const partial = partialOf(dying.out);
  if (existsSync(partial)) {
    for (const name of readdirSync(partial)) {
      if (isHolderName(name)) renameSync(join(partial, name), join(partial, "holder-999999999-0"));
    }
  }
  return calls() < n ? "ended" : "died";
}

/** The operation by which the snapshot is kept, in runs with and without `--scratch`: found once, since it takes many runs. */
const lateAt = new Map<boolean, number>();

/** Dies as soon as the snapshot is kept, and not before. */
export async function dieLate(dying: RunRequest): Promise<void> {
  const partial = partialOf(dying.out);
  const isElsewhere = dying.scratch !== undefined;
  for (let n = lateAt.get(isElsewhere) ?? 1; ; n++) {
    if ((await die(n, dying)) === "ended") throw new Error("no snapshot was kept");
    if (existsSync(join(partial, "snapshot.json"))) {
      lateAt.set(isElsewhere, n);
      return;
    }
    rmSync(partial, { recursive: true, force: true });
    if (dying.scratch !== undefined) rmSync(dying.scratch, { recursive: true, force: true });
  }
}

/** The bytes of a bundle that tell it from others. */
export function identityAt(out: string): string {
  return readFileSync(out.endsWith(".tar") ? out : join(out, "export.json"), "latin1");
}
