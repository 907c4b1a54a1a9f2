// Finds that touch, overlap or lie within one another, at every place of a string: nothing of a secret may be left beside the marker.
// The texts are put together here, so that no scanner takes this file for a leak.
import { encodeCanonical } from "@stella-export/core";
import { describe, expect, it } from "vitest";
import { redactor } from "./redactor.js";

const decoder = new TextDecoder();

function edited(details: string): { text: string; counts: Record<string, number> } {
  const { bytes, findings } = redactor.redact("maven-artifact", "unknown", encodeCanonical({ details }), "edit");
  return {
    text: (JSON.parse(decoder.decode(bytes)) as { details: string }).details,
    counts: Object.fromEntries(findings.map(({ rule, count }) => [rule, count])),
  };
}

/** Prefix and body of a token of each form that a prefix gives away. */
const TOKENS: readonly (readonly [prefix: string, body: string])[] = [
  ["AKIA", "OSFODNN7EXAMPLE0"],
  ["ASIA", "OSFODNN7EXAMPLE0"],
  ["ghp_", "ghijABCDEFGHIJ012345"],
  ["github_pat_", "11ghijABCDEFGHIJ012345_x"],
  ["glpat-", "ghijABCDEFGHIJ01.234"],
  ["xoxb-", "1234567890-ghijAB"],
  ["AIza", "SyghijABCDEFGHIJ0123456789-klmn"],
  ["sk_live_", "ghijABCDEFGHIJ01"],
  ["npm_", "ghijABCDEFGHIJ0123456789klmnop"],
  ["hvs.", "ghijABCDEFGHIJ012345"],
  ["ya29.", "ghijABCDEFGHIJ01.2345"],
  ["eyJ", `hbGciOiJIUzI1NiJ9.${"eyJ"}zdWIiOiJ4In0.ghijABCDEFGHIJ`],
  ["AGE-SECRET-KEY-1", "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE"],
  ["AGE-SECRET-KEY-PQ-1", "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE"],
];
const BETWEEN = [
  "",
  "_",
  "-",
  ".",
  "/",
  ":",
  "=",
  "+",
  ",",
  "@",
  "~",
  "*",
  "(",
  '"',
  "'",
  "\\",
  "\n",
  "\\n",
  "\\\\n",
  "\\u000a",
  "\u0000",
  "\u0001",
  "\u2028",
  "é",
  " ",
];

it("the token behind a token that ran into it goes with it (found by fuzzing)", () => {
  expect(edited(`${"AKIA"}OSFODNN7EXAMPLE0${"ghp_"}ghijABCDEFGHIJ012345`)).toEqual({
    text: "[redacted:aws-access-key-id]",
    counts: { "aws-access-key-id": 1 },
  });
});

describe.each(BETWEEN)("two tokens with %j between them", (between) => {
  it("leave nothing of either, in one edit and wherever they stand", () => {
    const left: string[] = [];
    for (const first of TOKENS) {
      for (const second of TOKENS) {
        for (const [before, behind] of [
          ["", ""],
          ["a ", " z"],
          ["\n", "\n"],
        ] as const) {
          const { text } = edited(`${before}${first.join("")}${between}${second.join("")}${behind}`);
          // What begins at the second half of a body is told from what the markers say.
          if ([first, second].some(([, body]) => text.includes(body.slice(-8)))) left.push(`${first[0]} ${second[0]}: ${text}`);
        }
      }
    }
    expect(left).toEqual([]);
  });
});

it.each([
  // A domain may run into a token or the name of a secret.
  [`jane@example.${"ghp_"}ghijABCDEFGHIJ012345`, "[redacted:github-token]"],
  [`jane@example.com${"ghp_"}ghijABCDEFGHIJ012345`, "[redacted:github-token]"],
  ["a@b.token=C4nary12", "[redacted:email]=[redacted:secret-assignment]"],
  // A value may run into a scheme's name.
  [`API_KEY: C4nary123Bearer ${"ghijABCDEFGHIJ".repeat(2)}`, "API_KEY: [redacted:secret-assignment] [redacted:authorization]"],
  // A key that lost its last line, and a token where the line would have ended.
  [`${"-----BEGIN"} PRIVATE KEY-----\nAAAA\n${"-----END"} ${"x".repeat(52)} ${"ghp_"}ghijABCDEFGHIJ012345`, "[redacted:private-key]"],
  // A key without an end: in JSON in JSON, and with headers before it; and a header that is none, because prose follows.
  [`{"k":"${"-----BEGIN"} PRIVATE KEY-----\\n${"MIIE".repeat(9)}\\n${"QQQE".repeat(9)}"}`, '{"k":"[redacted:private-key]"}'],
  [
    `${"-----BEGIN"} RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,AB\n\n${"MIIE".repeat(9)}\nthen`,
    "[redacted:private-key]\nthen",
  ],
  // Its last line is short: with padding, or alone.
  [`${"-----BEGIN"} EC PRIVATE KEY-----\n${"MIIE".repeat(16)}\nMHcCAQEEIA==`, "[redacted:private-key]"],
  [`${"-----BEGIN"} EC PRIVATE KEY-----\n${"MIIE".repeat(16)}\nMHcCAQEE\nthen`, "[redacted:private-key]\nthen"],
  [`${"-----BEGIN"} EC PRIVATE KEY-----\nMHcCAQEEIA== then`, "[redacted:private-key] then"],
  [`${"-----BEGIN"} EC PRIVATE KEY-----\n${"MIIE".repeat(16)}\nThen prose`, "[redacted:private-key]\nThen prose"],
  [`${"-----BEGIN"} PRIVATE KEY-----\nNote: prose`, "[redacted:private-key]\nNote: prose"],
  ["authorization:\tbearer\tghijABCDEFGHIJ0123456789", "authorization:\tbearer\t[redacted:authorization]"],
  // A find within a find.
  [`password=${"AKIA"}OSFODNN7EXAMPLE0!x`, "password=[redacted:aws-access-key-id]"],
  [`https://u:${"ghp_"}ghijABCDEFGHIJ012345@h.example/x`, "https://[redacted:github-token]@h.example/x"],
])("%j becomes %j", (text, wanted) => {
  expect(edited(text).text).toBe(wanted);
});
