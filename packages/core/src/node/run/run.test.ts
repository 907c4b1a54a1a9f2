// A run from its sources to a bundle: what it counts, what it refuses, and that nothing half-made is ever at the output.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fixedClock } from "../../clock.js";
import { ExportError } from "../../errors/export-error.js";
import type { Source } from "../../seams/source.js";
import { failingAt } from "../failing-files-fixture.js";
import { nodeFiles } from "../files.js";
import { holderNameOf } from "./holder.js";
import { plan } from "./plan-export.js";
import { run, type RunRequest } from "./run.js";
import { DOCUMENTS, manifestAt, request as requestTo, source, verdictOf } from "./run-fixture.js";

let folder: string;
let out: string;
const request = (more: Partial<RunRequest> = {}): RunRequest => requestTo(out, more);
const refused = (code: string) => expect.objectContaining({ code: `ERR_EXPORT_${code}` });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "run-"));
  out = join(folder, "out");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a run", () => {
  test("makes a bundle that verifies, and leaves nothing beside it", async () => {
    const result = await run(request());
    expect(await verdictOf(out)).toBe("integrity-only");
    expect(readdirSync(folder)).toEqual(["out"]);
    expect(result.inputs).toEqual([
      { source: "s", kind: "advisory", read: 2, records: 2, duplicates: 0, rejected: 0, excluded: 0 },
      { source: "s", kind: "vex", read: 1, records: 1, duplicates: 0, rejected: 0, excluded: 0 },
    ]);
    const manifest = manifestAt(out);
    expect([manifest.asOf, manifest.sequence, manifest.inputs[1]?.asOf]).toEqual(["2026-01-31T23:00:00Z", 1_769_900_400, null]);
    expect(manifest.tool.formats).toEqual({ test: "1" });
  });

  test("gives the same bytes for another order, batch size, worker count and place, as a directory and as a tar", async () => {
    const reversed = Object.fromEntries(Object.entries(DOCUMENTS).toReversed());
    await run(request());
    await run(request({ out: join(folder, "other"), sources: [source("s", reversed, 1)], workers: 7 }));
    await run(request({ out: join(folder, "b.tar") }));
    expect(readFileSync(join(folder, "other/export.json"))).toEqual(readFileSync(join(out, "export.json")));
    expect(await verdictOf(join(folder, "b.tar"))).toBe("integrity-only");
    expect(readFileSync(join(folder, "b.tar")).includes(readFileSync(join(out, "export.json")))).toBe(true);
  });

  test("counts duplicates, exclusions and rejects to the unit", async () => {
    const documents = { ...DOCUMENTS, "s.json": '{"kind":"sbom"}', "x.json": "{", "y.json": "[]", "z.json": '{"a":1,"a":2}' };
    const twice = source("s", documents);
    const doubled: Source = {
      ...twice,
      async *read(options) {
        yield* twice.read(options);
        yield* source("s", { "a.json": `${DOCUMENTS["a.json"]} ` }).read(options);
      },
    };
    const result = await run(request({ sources: [doubled], rejects: "report" }));
    expect(result.inputs).toEqual([
      { source: "s", kind: "advisory", read: 3, records: 2, duplicates: 1, rejected: 0, excluded: 0 },
      { source: "s", kind: "sbom", read: 1, records: 0, duplicates: 0, rejected: 0, excluded: 1 },
      { source: "s", kind: "unknown", read: 3, records: 0, duplicates: 0, rejected: 3, excluded: 0 },
      { source: "s", kind: "vex", read: 1, records: 1, duplicates: 0, rejected: 0, excluded: 0 },
    ]);
    const report = readFileSync(join(out, "reports/rejects.jsonl"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(report.map(({ path, code, offset }) => [path, code, offset])).toEqual([
      ["x.json", "ERR_EXPORT_JSON_TRUNCATED", 1],
      ["y.json", "ERR_EXPORT_SHAPE_UNKNOWN", undefined],
      ["z.json", "ERR_EXPORT_JSON_DUPLICATE_KEY", 7],
    ]);
  });

  test("carries unknown shapes as findings when asked to", async () => {
    const result = await run(request({ sources: [source("s", { ...DOCUMENTS, "y.json": "[]" })], acceptUnknown: true }));
    expect(result.inputs.find(({ kind }) => kind === "finding")?.records).toBe(1);
  });

  test("names every rejected document and writes nothing", async () => {
    const failed = run(request({ sources: [source("s", { ...DOCUMENTS, "x.json": "{", "y.json": "1" })] }));
    await expect(failed).rejects.toThrow(refused("JSON_TRUNCATED"));
    const error: ExportError = await failed.catch((cause) => cause);
    expect((error.cause as AggregateError).errors.map(({ place }) => place.path)).toEqual(["x.json", "y.json"]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    ["no document in a source", { sources: [source("s", {})] }, "SOURCE_EMPTY"],
    ["no date", { sources: [source("s", { c: DOCUMENTS["c.json"] })] }, "AS_OF_MISSING"],
    ["a date in the future", { clock: fixedClock(1_600_000_000) }, "AS_OF_FUTURE"],
    ["a tenant of the wrong form", { tenant: "No" }, "USAGE"],
    ["two sources of one name", { sources: [source("s", DOCUMENTS), source("s", DOCUMENTS)] }, "USAGE"],
    ["a sequence below 1", { sequence: 0 }, "USAGE"],
    ["a control character in a path", { sources: [source("s", { "a\nb": "{}" })] }, "PATH_INVALID"],
  ] as const)("refuses %s and writes nothing", async (_, more, code) => {
    await expect(run(request(more as Partial<RunRequest>))).rejects.toThrow(refused(code));
    expect(readdirSync(folder)).toEqual([]);
  });

  test("plan counts as run does, duplicates too, and writes nothing", async () => {
    const doubled: Source = {
      ...source("s", DOCUMENTS),
      async *read(options) {
        for (const some of [DOCUMENTS, DOCUMENTS]) yield* source("s", some).read(options);
      },
    };
    const planned = await plan(request({ sources: [doubled] }));
    expect(readdirSync(folder)).toEqual([]);
    const result = await run(request({ sources: [doubled] }));
    expect(result.inputs.map(({ duplicates }) => duplicates)).toEqual([2, 1]);
    expect(planned.inputs.map(({ asOf: _, ...counts }) => counts)).toEqual(result.inputs);
    expect(planned.asOf).toBe(result.asOf);
  });
});

describe("the output", () => {
  test("must be absent or an empty directory", async () => {
    mkdirSync(out);
    await run(request());
    await expect(run(request())).rejects.toThrow(refused("OUTPUT_EXISTS"));
    await run(request({ force: true, tenant: "other" }));
    expect(manifestAt(out).tenant).toBe("other");
    expect(readdirSync(folder)).toEqual(["out"]);
  });

  test("stays as it was when a forced run fails", async () => {
    await run(request());
    const before = readFileSync(join(out, "export.json"));
    await expect(run(request({ force: true, sources: [source("s", { x: "{" })] }))).rejects.toThrow(ExportError);
    expect(readFileSync(join(out, "export.json"))).toEqual(before);
    expect(readdirSync(folder)).toEqual(["out"]);
  });

  test("is refused while another run holds it, and free again after a killed one", async () => {
    const staging = join(folder, ".out.stella-partial");
    mkdirSync(join(staging, "tree"), { recursive: true });
    writeFileSync(join(staging, holderNameOf(process.ppid)), "");
    await expect(run(request())).rejects.toThrow(refused("OUTPUT_BUSY"));
    expect(readdirSync(staging).toSorted()).toEqual([holderNameOf(process.ppid), "tree"]);
    rmSync(join(staging, holderNameOf(process.ppid)));
    writeFileSync(join(staging, "holder-999999999-0"), "");
    writeFileSync(join(staging, `holder-${process.ppid}-beef`), "");
    await run(request());
    expect(readdirSync(folder)).toEqual(["out"]);
  });

  test("is put back when a run was killed between the two renames of --force", async () => {
    await run(request());
    const staging = join(folder, ".out.stella-partial");
    mkdirSync(staging);
    writeFileSync(join(staging, "holder-999999999-0"), "");
    nodeFiles.rename(out, join(staging, "replaced"));
    await expect(run(request({ force: true, sources: [source("s", { x: "{" })] }))).rejects.toThrow(ExportError);
    expect(await verdictOf(out)).toBe("integrity-only");
    mkdirSync(staging);
    nodeFiles.rename(out, join(staging, "replaced"));
    await expect(run(request())).rejects.toThrow(refused("OUTPUT_EXISTS"));
    expect(await verdictOf(out)).toBe("integrity-only");
  });

  test("does not appear when the run is stopped, at any moment", async () => {
    for (const phase of ["read", "render", "publish", "verify"]) {
      const controller = new AbortController();
      const reason = new ExportError("ERR_EXPORT_INTERRUPTED", "stopped");
      const stopped = run(
        request({ signal: controller.signal, progress: (progress) => progress.phase === phase && controller.abort(reason) }),
      );
      await expect(stopped).rejects.toBe(reason);
      expect(readdirSync(folder)).toEqual([]);
    }
  });
});

test("whichever file operation fails, the run ends with that error and without a bundle, or with a whole one", async () => {
  for (let n = 1; ; n++) {
    const failing = failingAt(n, new ExportError("ERR_EXPORT_DISK_FULL", "played by the test"));
    const error = await run(request({ files: failing.files })).then(
      () => undefined,
      (cause) => cause,
    );
    if (failing.calls() < n) {
      expect(error).toBeUndefined();
      expect(n).toBeGreaterThan(40);
      break;
    }
    expect(error).toEqual(refused("DISK_FULL"));
    if (existsSync(out)) expect(await verdictOf(out)).toBe("integrity-only");
    rmSync(out, { recursive: true, force: true });
    rmSync(join(folder, ".out.stella-partial"), { recursive: true, force: true });
    expect(readdirSync(folder)).toEqual([]);
  }
});
