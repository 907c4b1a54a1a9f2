import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { decodeUtf8, encodeUtf8 } from "../../bytes.js";
import { canonicalizeBytes } from "../../canonical/canonical.js";
import { fixedClock } from "../../clock.js";
import { type Digest, toDigest } from "../../digest.js";
import { ExportError } from "../../errors/export-error.js";
import { inputsHashOf, POLICY_SNAPSHOT_SCHEMA } from "../../policy/snapshot.js";
import { builtinProfile } from "../../profile/resolve.js";
import { KINDS, type Kind } from "../../records/kinds.js";
import type { Adapter } from "../../seams/adapter.js";
import type { Redactor } from "../../seams/redactor.js";
import type { DocumentBatch, Source } from "../../seams/source.js";
import { verifyBundle } from "../../verify/verify-bundle.js";
import { openBundle } from "../directory-bundle.js";
import { type Files, nodeFiles } from "../files.js";
import { nodeSha256 } from "../sha256.js";
import { documentBatch } from "./document-batch-fixture.js";
import { plan } from "./plan-export.js";
import { holderNameOf } from "./holder.js";
import { run, type RunRequest } from "./run.js";

const CLOCK = fixedClock(1_790_000_000);

/** The smallest adapter: one file a kind, the records as lines. */
const lines: Adapter = {
  name: "test:lines",
  version: "1",
  kinds: KINDS.filter((kind) => kind !== "sbom"),
  parseOptions: () => ({}),
  async render(records, _options, output) {
    for (const kind of records.kinds) {
      const parts: Uint8Array[] = [];
      for await (const batch of records.batches(kind)) {
        for (let i = 0; i < batch.count; i++) parts.push(batch.body(i).slice(), encodeUtf8("\n"));
      }
      await output.write(`data/${kind}.jsonl`, Buffer.concat(parts), {
        role: "payload",
        mediaType: "application/jsonl",
        records: parts.length / 2,
      });
    }
  },
};

/** Documents by path; `kind`, `id` and `date` are members of the document itself. */
function source(name: string, documents: Readonly<Record<string, string>>, batchSize = 100): Source {
  return {
    name,
    survey: async () => ({ documents: Object.keys(documents).length, bytes: null }),
    async *read(): AsyncGenerator<DocumentBatch> {
      const entries = Object.entries(documents);
      for (let at = 0; at < entries.length; at += batchSize) {
        yield documentBatch(entries.slice(at, at + batchSize));
      }
    },
    describe(document) {
      const kind = document.text("kind");
      if (kind === undefined) return { refused: "ERR_EXPORT_SHAPE_UNKNOWN", message: "no kind" };
      const date = document.text("date");
      return {
        kind: kind as Kind,
        format: "test",
        formatVersion: "1",
        id: document.text("id") ?? "",
        aliases: [],
        ...(date === undefined ? {} : { date }),
      };
    },
  };
}

const DOCUMENTS = {
  "a.json": '{"kind":"advisory","id":"A","date":"2026-01-01T00:00:00Z"}',
  "b.json": '{"id":"B","kind":"advisory","date":"2026-02-01T00:00:00.999+01:00"}',
  "c.json": '{ "kind":"vex","id":"C" }',
};

let folder: string;
let out: string;
const request = (more: Partial<RunRequest> = {}): RunRequest => ({
  profile: builtinProfile("test:lines", [lines]),
  adapters: [lines],
  sources: [source("s", DOCUMENTS)],
  out,
  clock: CLOCK,
  ...more,
});
const manifestAt = (path: string) => JSON.parse(readFileSync(join(path, "export.json"), "utf8"));
const verdict = async (path: string) =>
  (await verifyBundle(await openBundle(path), { sha256: nodeSha256, mode: { kind: "integrity-only" }, clock: CLOCK })).verdict;
const refused = (code: string) => expect.objectContaining({ code: `ERR_EXPORT_${code}` });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "run-"));
  out = join(folder, "out");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a run", () => {
  test("makes a bundle that verifies, and leaves nothing beside it", async () => {
    const result = await run(request());
    expect(await verdict(out)).toBe("integrity-only");
    expect(readdirSync(folder)).toEqual(["out"]);
    expect(result.inputs).toEqual([
      { source: "s", kind: "advisory", read: 2, records: 2, duplicates: 0, rejected: 0, excluded: 0 },
      { source: "s", kind: "vex", read: 1, records: 1, duplicates: 0, rejected: 0, excluded: 0 },
    ]);
    const manifest = manifestAt(out);
    expect([manifest.asOf, manifest.sequence, manifest.inputs[1].asOf]).toEqual(["2026-01-31T23:00:00Z", 1_769_900_400, null]);
    expect(manifest.tool.formats).toEqual({ test: "1" });
  });

  test("gives the same bytes for another order, batch size, worker count and place, as a directory and as a tar", async () => {
    const reversed = Object.fromEntries(Object.entries(DOCUMENTS).toReversed());
    await run(request());
    await run(request({ out: join(folder, "other"), sources: [source("s", reversed, 1)], workers: 7 }));
    await run(request({ out: join(folder, "b.tar") }));
    expect(readFileSync(join(folder, "other/export.json"))).toEqual(readFileSync(join(out, "export.json")));
    expect(await verdict(join(folder, "b.tar"))).toBe("integrity-only");
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
    expect(await verdict(out)).toBe("integrity-only");
    mkdirSync(staging);
    nodeFiles.rename(out, join(staging, "replaced"));
    await expect(run(request())).rejects.toThrow(refused("OUTPUT_EXISTS"));
    expect(await verdict(out)).toBe("integrity-only");
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
    let calls = 0;
    const failing = new Proxy(nodeFiles, {
      get(target, name: keyof Files) {
        return (...args: unknown[]) => {
          if (++calls === n) throw new ExportError("ERR_EXPORT_DISK_FULL", `operation ${n} (${name})`);
          return (target[name] as (...args: unknown[]) => unknown)(...args);
        };
      },
    });
    const error = await run(request({ files: failing })).then(
      () => undefined,
      (cause) => cause,
    );
    if (calls < n) {
      expect(error).toBeUndefined();
      expect(n).toBeGreaterThan(40);
      break;
    }
    expect(error).toEqual(refused("DISK_FULL"));
    if (existsSync(out)) expect(await verdict(out)).toBe("integrity-only");
    rmSync(out, { recursive: true, force: true });
    rmSync(join(folder, ".out.stella-partial"), { recursive: true, force: true });
    expect(readdirSync(folder)).toEqual([]);
  }
});

describe("selectors and redaction", () => {
  const facetted: Source = {
    ...source("s", DOCUMENTS),
    facets: (document) => ({ ecosystems: document.text("id") === "A" ? ["npm"] : document.text("id") === "B" ? ["PyPI"] : [] }),
  };
  const profile = (spec: object) => ({ ...builtinProfile("test:lines", [lines]), spec: { kind: "test", variant: "lines", ...spec } });
  /** Finds the letter B, and puts a dash in its place. */
  const redactor: Redactor = {
    version: "7",
    redact(_kind, _format, canonical, mode) {
      const text = decodeUtf8(canonical);
      const count = text.split('"B"').length - 1;
      const bytes = mode === "edit" && count > 0 ? encodeUtf8(text.replaceAll('"B"', '"-"')) : canonical;
      return { bytes, findings: count === 0 ? [] : [{ rule: "letter", count }] };
    },
  };
  const counts = async (more: Partial<RunRequest>) =>
    (await run(request({ ...more, force: true }))).inputs.map(({ kind, records, excluded }) => [kind, records, excluded]);

  test("what is not selected counts as excluded; what a selector does not apply to stays", async () => {
    expect(await counts({ sources: [facetted], profile: profile({ selectors: { ecosystems: ["npm"] } }) })).toEqual([
      ["advisory", 1, 1],
      ["vex", 1, 0],
    ]);
    expect(manifestAt(out).selectors).toEqual({ ecosystems: ["npm"] });
  });

  test("report counts, edit changes, exclude leaves behind, off does not look", async () => {
    const data = () => readFileSync(join(out, "data/advisory.jsonl.zst"));
    const digestOf = async (redact: "off" | "report" | "edit") => {
      await run(request({ redactor, redact, force: true }));
      return [
        manifestAt(out).redactions,
        manifestAt(out).contents.find(({ path }: { path: string }) => path === "data/advisory.jsonl.zst").contentDigest,
        data().length > 0,
      ];
    };
    const found = [{ kind: "advisory", rule: "letter", count: 1, records: 1 }];
    const [off, report, edit] = [await digestOf("off"), await digestOf("report"), await digestOf("edit")];
    expect([off[0], report[0], edit[0]]).toEqual([[], found, found]);
    expect(report[1]).toBe(off[1]);
    expect(edit[1]).not.toBe(off[1]);
    expect(await counts({ redactor, redact: "exclude" })).toEqual([
      ["advisory", 1, 1],
      ["vex", 1, 0],
    ]);
  });

  test("a profile that asks for redaction is refused where there is no redactor", async () => {
    await expect(run(request({ redact: "report" }))).rejects.toThrow(refused("PROFILE_INVALID"));
  });
});

describe("a policy snapshot", () => {
  const withPolicy: Adapter = { ...lines, name: "test:policy", policySnapshotMode: "required" };
  const digestOf = (text: string): Digest => toDigest(nodeSha256.hash(canonicalizeBytes(encodeUtf8(text))));
  const inputs = [
    { kind: "advisory" as const, digest: digestOf(DOCUMENTS["b.json"]) },
    { kind: "advisory" as const, digest: digestOf(DOCUMENTS["a.json"]) },
  ];
  const evaluations = source("policy", { "evaluations.jsonl": '{"kind":"policy-evaluation","id":"F1"}' });
  const snapshot = (more: object = {}) =>
    encodeUtf8(
      JSON.stringify({
        schema: POLICY_SNAPSHOT_SCHEMA,
        policyId: "p",
        policyVersion: "3",
        asOf: "2026-01-01T00:00:00Z",
        inputs,
        inputsHash: inputsHashOf(inputs, nodeSha256),
        ...more,
      }),
    );
  const policyRequest = (bytes: Uint8Array, more: Partial<RunRequest> = {}) =>
    request({
      adapters: [withPolicy, lines],
      profile: builtinProfile("test:policy", [withPolicy]),
      policy: { snapshot: bytes, evaluations },
      ...more,
    });

  test("travels with its evaluations, and the same inputs give the same hash and bytes", async () => {
    await run(policyRequest(snapshot()));
    const { policy } = manifestAt(out);
    expect(policy).toEqual({
      policyVersion: "3",
      inputsHash: inputsHashOf(inputs, nodeSha256),
      snapshotDigest: expect.stringMatching(/^sha256:/),
      path: "policy/snapshot.json",
      evaluations: 1,
    });
    expect(policy.snapshotDigest).toBe(toDigest(nodeSha256.hash(readFileSync(join(out, "policy/snapshot.json")))));
    expect(await verdict(out)).toBe("integrity-only");
    const twice = [...inputs.toReversed(), ...inputs];
    await run(policyRequest(snapshot({ inputs: twice }), { out: join(folder, "again") }));
    expect(manifestAt(join(folder, "again")).policy.inputsHash).toBe(policy.inputsHash);
  });

  const other = { kind: "advisory" as const, digest: digestOf("{}") };
  const changed = (list: typeof inputs) => snapshot({ inputs: list, inputsHash: inputsHashOf(list, nodeSha256) });
  test.each([
    ["a changed input", changed([inputs[0] as typeof other, other]), "POLICY_INPUT_MISSING"],
    ["an input that the run does not hold", changed([...inputs, other]), "POLICY_INPUT_MISSING"],
    ["a record that the inputs lack", changed(inputs.slice(1)), "POLICY_INPUT_EXTRA"],
    ["a wrong hash", snapshot({ inputsHash: digestOf("1") }), "POLICY_HASH_MISMATCH"],
    ["an unknown schema", snapshot({ schema: "https://stellaops.io/export-center/policy-snapshot/v2" }), "POLICY_SCHEMA_UNKNOWN"],
    ["no schema", snapshot({ schema: undefined }), "POLICY_SCHEMA_UNKNOWN"],
    ["an unknown field", snapshot({ extra: 1 }), "POLICY_INVALID"],
    ["a time that is none", snapshot({ asOf: "yesterday" }), "POLICY_INVALID"],
    ["a day that does not exist", snapshot({ asOf: "2026-02-30T00:00:00Z" }), "POLICY_INVALID"],
    ["a day for a time", snapshot({ asOf: "2026-01-01" }), "POLICY_INVALID"],
    ["what is not JSON", encodeUtf8("{"), "JSON_TRUNCATED"],
  ])("is refused: %s", async (_, bytes, code) => {
    await expect(run(policyRequest(bytes))).rejects.toThrow(refused(code));
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a kind that the snapshot does not name is not asked for; redaction comes after the check", async () => {
    const redactor: Redactor = {
      version: "1",
      redact: () => ({ bytes: encodeUtf8('{"kind":"advisory"}'), findings: [{ rule: "all", count: 1 }] }),
    };
    const result = await run(policyRequest(snapshot(), { redactor, redact: "edit" }));
    expect(result.inputs.map(({ source: name, kind, records }) => [name, kind, records])).toEqual([
      ["policy", "policy-evaluation", 1],
      ["s", "advisory", 2],
      ["s", "vex", 1],
    ]);
  });

  test("a selector of sources does not take its evaluations out, one of something else does", async () => {
    const severe: Source = { ...evaluations, facets: () => ({ severities: ["low"] }) };
    const selected = (selectors: object, at: string) => {
      const { spec, ...rest } = builtinProfile("test:policy", [withPolicy]);
      const profile = { ...rest, spec: { ...spec, selectors } };
      return run(policyRequest(snapshot(), { profile, policy: { snapshot: snapshot(), evaluations: severe }, out: join(folder, at) }));
    };
    await selected({ sources: ["s"] }, "s");
    expect(manifestAt(join(folder, "s")).policy.evaluations).toBe(1);
    await selected({ sources: ["s"], severities: ["high"] }, "high");
    expect(manifestAt(join(folder, "high")).policy.evaluations).toBe(0);
  });

  const SMUGGLED = '{"kind":"advisory","id":"S"}';
  test.each([
    ["a record of a kind that the snapshot names", SMUGGLED, "FORMAT_INVALID"],
    ["a record of another kind", '{"kind":"vex","id":"S"}', "FORMAT_INVALID"],
    ["what has no known shape, where that is accepted", "{}", "SHAPE_UNKNOWN"],
  ])("has nothing but evaluations beside it: %s", async (_, text, code) => {
    const documents = { "a.json": '{"kind":"policy-evaluation","id":"F1"}', "b.json": text };
    const policy = { snapshot: snapshot(), evaluations: source("policy", documents) };
    const given = { policy, acceptUnknown: true };
    await expect(run(policyRequest(snapshot(), given))).rejects.toThrow(refused(code));
    await expect(plan(policyRequest(snapshot(), given))).rejects.toThrow(refused(code));
    const { inputs: counts } = await run(policyRequest(snapshot(), { ...given, rejects: "report" }));
    const counted = counts.filter(({ source: name }) => name === "policy").map(({ records, rejected }) => [records, rejected]);
    expect(counted).toContainEqual([1, 0]);
    expect(counted).toContainEqual([0, 1]);
    expect(readFileSync(join(out, "reports/rejects.jsonl"), "utf8")).toMatch(
      /among the evaluations of a policy.*"path":"b.json","source":"policy"/,
    );
    expect(manifestAt(out).policy.evaluations).toBe(1);
  });

  test("a source that happens to have the name of the evaluations is one like any other without a policy", async () => {
    const told: (string | undefined)[] = [];
    const listening: Adapter = {
      ...withPolicy,
      policySnapshotMode: "optional",
      async render(records, ...rest) {
        told.push(records.policySource);
        await withPolicy.render(records, ...rest);
      },
    };
    const given = { adapters: [listening], profile: builtinProfile("test:policy", [listening]) };
    const result = await run(request({ ...given, sources: [source("policy", DOCUMENTS)] }));
    await run(policyRequest(snapshot(), { ...given, out: join(folder, "with") }));
    expect(told).toEqual([undefined, "policy"]);
    expect(result.inputs.map(({ kind, records }) => [kind, records])).toEqual([
      ["advisory", 2],
      ["vex", 1],
    ]);
  });

  test("must be there where the profile demands it, and not where it takes none", async () => {
    await expect(run({ ...policyRequest(snapshot()), policy: undefined })).rejects.toThrow(refused("USAGE"));
    await expect(run(request({ policy: { snapshot: snapshot(), evaluations } }))).rejects.toThrow(refused("USAGE"));
  });
});
