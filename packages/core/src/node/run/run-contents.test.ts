// What of the sources goes into a bundle: selectors, redaction, and a policy that holds only over the records that it was evaluated over.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { decodeUtf8, encodeUtf8 } from "../../bytes.js";
import { canonicalizeBytes } from "../../canonical/canonical.js";
import { type Digest, toDigest } from "../../digest.js";
import { inputsHashOf, POLICY_SNAPSHOT_SCHEMA } from "../../policy/snapshot.js";
import { builtinProfile } from "../../profile/resolve.js";
import type { Adapter } from "../../seams/adapter.js";
import type { Redactor } from "../../seams/redactor.js";
import type { Source } from "../../seams/source.js";
import { nodeSha256 } from "../sha256.js";
import { plan } from "./plan-export.js";
import { run, type RunRequest } from "./run.js";
import { DOCUMENTS, lines, manifestAt, request as requestTo, source, verdictOf } from "./run-fixture.js";

let folder: string;
let out: string;
const request = (more: Partial<RunRequest> = {}): RunRequest => requestTo(out, more);
const refused = (code: string) => expect.objectContaining({ code: `ERR_EXPORT_${code}` });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "run-"));
  out = join(folder, "out");
});
afterEach(() => rmSync(folder, { recursive: true }));

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

  test("what an adapter hears of is selected by who says it only, counts as excluded, and is redacted", async () => {
    const said: string[] = [];
    const hearing: Adapter = {
      ...lines,
      hears: () => ["advisory", "sbom"],
      async render(records, options, output) {
        await lines.render(records, options, output);
        said.length = 0;
        for (const kind of ["advisory", "sbom"] as const)
          for await (const batch of records.heard(kind))
            for (let i = 0; i < batch.count; i++) said.push(`${kind} ${batch.source(i)} ${batch.path(i)} ${batch.id(i)}`);
      },
    };
    const sboms = { "x.json": '{"kind":"sbom","id":"X"}', "y.json": '{"kind":"sbom","id":"Y","tenant":"beta"}' };
    const tenanted: Source = {
      ...source("t", { ...sboms, "v.json": '{"kind":"vex","id":"V"}' }),
      facets: (document) => ({ tenant: document.text("tenant") }),
    };
    const heard = async (spec: object, redact?: "exclude") => {
      const options = { sources: [facetted, tenanted], asOf: 1_770_000_000, redactor, profile: profile(spec), adapters: [hearing] };
      const kinds = await counts(redact === undefined ? options : { ...options, redact });
      return [kinds.map(([kind, , excluded]) => `${String(kind)} ${String(excluded)}`).join(", "), ...said];
    };
    const all = ["sbom t x.json X", "sbom t y.json Y"];
    expect(await heard({})).toEqual(["advisory 0, vex 0, sbom 2, vex 0", ...all]);
    expect(await heard({ selectors: { ecosystems: ["npm"] } })).toEqual([
      "advisory 1, vex 0, sbom 2, vex 0",
      "advisory s b.json B",
      ...all,
    ]);
    expect(await heard({ selectors: { tenants: ["acme"] } })).toEqual(["advisory 0, vex 0, sbom 2, vex 0", "sbom t x.json X"]);
    expect(await heard({ selectors: { sources: ["t"] } })).toEqual(["advisory 2, vex 1, sbom 2, vex 0", ...all]);
    expect(await heard({ include: ["vex"] })).toEqual(["advisory 2, vex 0, sbom 2, vex 0", ...all]);
    expect(await heard({}, "exclude")).toEqual(["advisory 1, vex 0, sbom 2, vex 0", "advisory s b.json -", ...all]);
  });

  test("report counts, edit changes, exclude leaves behind, off does not look", async () => {
    const data = () => readFileSync(join(out, "data/advisory.jsonl.zst"));
    const digestOf = async (redact: "off" | "report" | "edit") => {
      await run(request({ redactor, redact, force: true }));
      return [
        manifestAt(out).redactions,
        manifestAt(out).contents.find(({ path }) => path === "data/advisory.jsonl.zst")?.contentDigest,
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
    expect(policy?.snapshotDigest).toBe(toDigest(nodeSha256.hash(readFileSync(join(out, "policy/snapshot.json")))));
    expect(await verdictOf(out)).toBe("integrity-only");
    const twice = [...inputs.toReversed(), ...inputs];
    await run(policyRequest(snapshot({ inputs: twice }), { out: join(folder, "again") }));
    expect(manifestAt(join(folder, "again")).policy?.inputsHash).toBe(policy?.inputsHash);
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
    expect(manifestAt(join(folder, "s")).policy?.evaluations).toBe(1);
    await selected({ sources: ["s"], severities: ["high"] }, "high");
    expect(manifestAt(join(folder, "high")).policy?.evaluations).toBe(0);
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
    expect(manifestAt(out).policy?.evaluations).toBe(1);
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

  test("is not read where its evaluations would all be left out", async () => {
    const untouched = { ...evaluations, survey: () => Promise.reject(new Error("read")) };
    for (const make of [run, plan]) {
      const without = policyRequest(snapshot(), { policy: { snapshot: snapshot(), evaluations: untouched }, include: ["advisory", "vex"] });
      await expect(make(without)).rejects.toThrow(
        expect.objectContaining({ code: "ERR_EXPORT_USAGE", message: expect.stringContaining("add policy-evaluation") }),
      );
    }
    await run(policyRequest(snapshot(), { include: ["advisory", "policy-evaluation"] }));
    expect(manifestAt(out).policy?.evaluations).toBe(1);
  });

  test("must be there where the profile demands it, and not where it takes none", async () => {
    await expect(run({ ...policyRequest(snapshot()), policy: undefined })).rejects.toThrow(refused("USAGE"));
    await expect(run(request({ policy: { snapshot: snapshot(), evaluations } }))).rejects.toThrow(refused("USAGE"));
  });
});
