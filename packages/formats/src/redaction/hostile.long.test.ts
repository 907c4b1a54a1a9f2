import { describe, expect, it } from "vitest";
import { redactor } from "./redactor.js";

/** 50 MB where everything has to be tested; elsewhere a part of it, which still tells what grows with the square. */
const SIZE = process.env.STELLA_REQUIRE_ALL === "1" ? 50_000_000 : 2_000_000;
/** Ten times what the slowest takes on two shared cores (2 s for 50 MB); what grows with the square takes days. */
const PATIENCE_MS = SIZE / 2500;

/** A piece (as it stands in JSON) over and over, in so many bytes. */
function repeated(piece: string, size: number): Buffer {
  const unit = Buffer.from(piece);
  return Buffer.alloc(Math.floor(size / unit.length) * unit.length, unit);
}

function expectFast(...parts: readonly (string | Buffer)[]): void {
  const canonical = new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part))));
  const started = process.cpuUsage();
  const { bytes } = redactor.redact("advisory", "osv", canonical, "edit");
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(PATIENCE_MS);
  expect(bytes.length).toBeGreaterThan(0);
}

// Each begins something over and over that it never ends, or ends it in the last byte.
describe.each([
  ["a", "@example.com"],
  ["@", ""],
  ["a@", "example.com"],
  ["a@a.", "com"],
  [".@a-", ""],
  ["a@b.co ", ""],
  ["https://a@b.co", ""],
  ["://a:b", "@c"],
  ["://:@", ""],
  ["a:@", ""],
  ["eyJ", ""],
  ["eyJa.", ""],
  ["eyJhbGciOi.eyJ", ""],
  ["AKIA", ""],
  ["ghp_", ""],
  ["xoxb-A", ""],
  ["-----BEGIN ", "PRIVATE KEY-----"],
  ["-----BEGIN PRIVATE KEY-----", ""],
  ["-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"],
  ["-----END ", ""],
  ["Bearer ", ""],
  ["Bearer a", ""],
  ["Basic QTpC", ""],
  ["authorization: basic a", ""],
  ["password=", ""],
  ["password='", ""],
  ['password=\\"', ""],
  ["secret => ", "C4nary12"],
  ["token:", ""],
  ["api_key = ${", ""],
  ["https://h/?&sig=", ""],
  ["https://h/?X-Amz-S", ""],
  ["pkg:a=", "token=C4nary12"],
  ["\\\\", ""],
  ["\\\\\\n@", "b.co"],
  ["\\u0000a@b.co", ""],
  ["[redacted:email]", ""],
  ["[redacted:", "email]@a.co"],
  ["é@é.co", ""],
])("a string of %j over and over", (piece, end) => {
  it("is searched in time that grows with its length", { timeout: 10 * PATIENCE_MS }, () => {
    expectFast('{"details":"', repeated(piece, SIZE), `${end}"}`);
  });
});

// Each looks over and over for the end of the same value, or for what stands before it.
describe.each([
  ['{"details":"https://', "a@", "a"],
  ['{"details":"https://u:', "AKIA0123456789ABCDEF@", "a"],
  ['{"details":"', "-eyJ", ".a"],
  ['{"details":"', "token=(", "."],
  ['{"details":"https://h/?', "-Amz-S=a1", ",a"],
  ['{"affected":[{"package":{"name":"a', "token='abcd',", "a"],
])("a string that begins %s and goes on with %j and %j over and over", (begin, piece, rest) => {
  it("is searched in time that grows with its length", { timeout: 10 * PATIENCE_MS }, () => {
    expectFast(begin, repeated(piece, SIZE / 2), repeated(rest, SIZE / 2), begin.startsWith('{"details') ? '"}' : '"}}]}');
  });
});

describe("structure", () => {
  it("of ten thousand levels is walked", () => {
    const depth = 10_000;
    const canonical = new TextEncoder().encode(`${'{"a":['.repeat(depth)}"jane@example.com"${"]}".repeat(depth)}`);
    expect(redactor.redact("finding", "unknown", canonical, "report").findings).toEqual([{ rule: "email", count: 1 }]);
    expect(redactor.redact("sbom", "spdx", canonical, "edit").findings).toEqual([
      { rule: "email", count: 1 },
      { rule: "unlisted-field", count: 1 },
    ]);
  });

  it("of a million members that go is taken out", () => {
    const members = Array.from({ length: 1_000_000 }, (_, i) => `"x${String(i).padStart(7, "0")}":"jane@example.com"`);
    const canonical = new TextEncoder().encode(`{${members.join(",")}}`);
    const { bytes, findings } = redactor.redact("sbom", "spdx", canonical, "edit");
    expect(findings).toEqual([
      { rule: "email", count: 1_000_000 },
      { rule: "unlisted-field", count: 1_000_000 },
    ]);
    expect(new TextDecoder().decode(bytes)).toBe("{}");
  });
});
