// That reading in several threads changes no byte, no count and no refusal.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtinProfile, type ExportError } from "@stella-export/core";
import { run, type RunRequest, type RunResult } from "@stella-export/core/node";
import { afterEach, beforeEach, expect, test } from "vitest";
import { adapters, openSource, redactor } from "./index.js";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "threads-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const PADDING = "x".repeat(1500);
const NO_STDIN = { async *[Symbol.asyncIterator]() {} };

/** About 24 MB: more than is read before threads are of use. Some lines are no documents, some occur twice, some hold a mail address. */
function writeLines(bad: (i: number) => boolean): string {
  const path = join(folder, "lines.jsonl");
  const lines: string[] = [];
  for (let i = 0; i < 16_000; i++) {
    const id = `T-${String((i * 7919) % 15_000).padStart(6, "0")}`;
    const details = i % 100 === 3 ? "ask someone@example.org" : PADDING;
    const modified = new Date(Date.UTC(2020, 0, 1, 0, 0, i)).toISOString();
    lines.push(bad(i) ? `{"id":"${id}",` : JSON.stringify({ modified, id, affected: [], details, n: i % 3 === 0 ? 1 : i }));
  }
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

interface Outcome {
  readonly result: Omit<RunResult, "path">;
  readonly files: Readonly<Record<string, string>>;
  /** Whether another thread than the reading one had a spool. */
  readonly threaded: boolean;
}

async function exported(path: string, workers: number, more: Partial<RunRequest>): Promise<Outcome> {
  const out = join(folder, `out-${workers}`);
  let threaded = false;
  const { path: _, ...result } = await run({
    profile: builtinProfile("json:raw", adapters),
    adapters,
    sources: [openSource("lines", path, NO_STDIN)],
    redactor,
    workers,
    out,
    progress: ({ phase }) =>
      (threaded ||= phase === "render" && existsSync(join(folder, `.out-${workers}.stella-partial`, "spool", "records-1"))),
    ...more,
  });
  const names = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = Object.fromEntries(
    names.map(({ parentPath, name }) => [join(parentPath, name).slice(out.length), readFileSync(join(parentPath, name), "latin1")]),
  );
  return { result, files, threaded };
}

test("the bundle is the same, byte for byte, rejects and redactions too", async () => {
  const path = writeLines((i) => i % 1000 === 999);
  const more = { rejects: "report", redact: "edit" } as const;
  const alone = await exported(path, 1, more);
  const together = await exported(path, 4, more);
  expect([alone.threaded, together.threaded]).toEqual([false, true]);
  expect(together.result).toEqual(alone.result);
  expect(together.files).toEqual(alone.files);
  expect(alone.result.inputs.map(({ kind, read, rejected }) => [kind, read, rejected])).toEqual([
    ["advisory", 15_984, 0],
    ["unknown", 16, 16],
  ]);
  expect(alone.result.redactions).toContainEqual({ kind: "advisory", rule: "email", count: expect.any(Number) as number });
}, 120_000);

test("the first refused documents are named in the order of reading", async () => {
  const path = writeLines((i) => i > 12_000 && i % 40 === 7);
  const refusal = async (workers: number): Promise<ExportError> =>
    exported(path, workers, {}).then(
      () => expect.fail("the run should have been refused"),
      (error: unknown) => error as ExportError,
    );
  const alone = await refusal(1);
  const together = await refusal(4);
  const named = (error: ExportError): unknown => (error.cause as AggregateError).errors.map(({ place }) => place as unknown);
  expect([alone.code, together.code]).toEqual(["ERR_EXPORT_JSON_TRUNCATED", "ERR_EXPORT_JSON_TRUNCATED"]);
  expect(named(alone)).toHaveLength(50);
  expect(named(together)).toEqual(named(alone));
  expect(together.message).toBe(alone.message);
  expect(readdirSync(folder)).toEqual(["lines.jsonl"]);
}, 120_000);

test("an interrupted run leaves nothing, whatever threads were doing", async () => {
  const path = writeLines(() => false);
  const stop = new AbortController();
  const progress = ({ done }: { done: number }): void => void (done > 12_000 && stop.abort());
  await expect(exported(path, 4, { signal: stop.signal, progress })).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(["lines.jsonl"]);
}, 120_000);

test("documents of a batch may lie in any order", async () => {
  const path = writeLines(() => false);
  const reversed = (workers: number): Promise<Outcome> => {
    const source = openSource("lines", path, NO_STDIN);
    const read = source.read.bind(source);
    source.read = async function* (options) {
      for await (const batch of read(options)) {
        const { count, paths } = batch;
        const [starts, ends, lines] = [batch.starts, batch.ends, batch.lines].map((each) => each.slice(0, count).reverse());
        yield { ...batch, starts, ends, lines, paths: paths.slice(0, count).reverse() } as typeof batch;
      }
    };
    return exported(path, workers, { sources: [source] });
  };
  const alone = await reversed(1);
  const together = await reversed(4);
  expect([alone.threaded, together.threaded]).toEqual([false, true]);
  expect(together.files).toEqual(alone.files);
}, 120_000);
