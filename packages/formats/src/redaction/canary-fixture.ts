// Planted secrets and addresses of every class, and documents to plant them in: one of each format that has every field its schema lists.
// It knows shapes only; the tests know what is to come of them.
import type { Kind } from "@stella-export/core";
import { CSAF } from "./schema/csaf.js";
import { CYCLONEDX } from "./schema/cyclonedx.js";
import type { FieldClass, Fields } from "./schema/fields.js";
import { GRYPE } from "./schema/grype.js";
import { OPENVEX } from "./schema/openvex.js";
import { OSV } from "./schema/osv.js";
import { MAVEN_ARTIFACT, POLICY_EVALUATION, VEX_CONSENSUS } from "./schema/own.js";
import { SARIF } from "./schema/sarif.js";
import { SPDX } from "./schema/spdx.js";
import { TRIVY } from "./schema/trivy.js";
import type { RuleName } from "./rules.js";

export interface Canary {
  readonly rule: RuleName;
  /** What is planted. */
  readonly text: string;
  /** The part of it that must not be left, where that is not all. */
  readonly secret?: string;
}

/** Rules whose finds an identifier may look like: in what a record is known by, they count and stay. */
export const STAYS_IN_ID: ReadonlySet<RuleName> = new Set<RuleName>(["email", "secret-assignment", "aws-secret-key"]);

const BODY = "C4naryC4naryC4naryC4naryC4naryC4nary";

export const CANARIES: readonly Canary[] = [
  { rule: "email", text: "jane.canary@example.com" },
  { rule: "aws-access-key-id", text: "AKIACANARYCANARY0001" },
  {
    rule: "aws-secret-key",
    text: "aws_secret_access_key=C4naryC4naryC4nary/C4nary+C4naryC4nary00",
    secret: "C4naryC4naryC4nary/C4nary+C4naryC4nary00",
  },
  { rule: "github-token", text: `ghp_${BODY}` },
  { rule: "github-token", text: `github_pat_11${BODY}_${BODY}` },
  { rule: "gitlab-token", text: "glpat-C4naryC4naryC4nary" },
  { rule: "slack-token", text: "xoxb-123456789012-C4naryC4nary" },
  { rule: "google-api-key", text: `AIzaSy${BODY.slice(0, 33)}` },
  { rule: "stripe-key", text: "sk_live_C4naryC4naryC4naryC4na" },
  { rule: "npm-token", text: `npm_${BODY}` },
  { rule: "provider-token", text: `hvs.${BODY}` },
  { rule: "jwt", text: `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.${BODY}` },
  { rule: "private-key", text: `-----BEGIN EC PRIVATE KEY-----\n${BODY}\n${BODY}\nC4na==\n-----END EC PRIVATE KEY-----` },
  { rule: "private-key", text: `AGE-SECRET-KEY-1${"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L".repeat(2).slice(0, 58)}` },
  { rule: "authorization", text: `Bearer ${BODY}`, secret: BODY },
  { rule: "authorization", text: "Authorization: Basic Y2FuYXJ5OkM0bmFyeTEyMw==", secret: "Y2FuYXJ5OkM0bmFyeTEyMw==" },
  { rule: "url-credential", text: "postgres://canary:C4nary123@db.internal:5432/app", secret: "canary:C4nary123" },
  { rule: "secret-assignment", text: "password=C4nary123!", secret: "C4nary123!" },
  { rule: "secret-assignment", text: '"client_secret": "C4nary123!"', secret: "C4nary123!" },
  { rule: "secret-assignment", text: '"password":"C4nary123"', secret: "C4nary123" },
  { rule: "secret-assignment", text: "API_KEY: C4nary123", secret: "C4nary123" },
];

export interface FormatUnderTest {
  readonly kind: Kind;
  readonly format: string;
  readonly fields: Fields;
}

export const FORMATS: readonly FormatUnderTest[] = [
  { kind: "advisory", format: "osv", fields: OSV },
  { kind: "advisory", format: "csaf", fields: CSAF },
  { kind: "vex", format: "csaf", fields: CSAF },
  { kind: "vex", format: "openvex", fields: OPENVEX },
  { kind: "vex", format: "cyclonedx", fields: CYCLONEDX },
  { kind: "sbom", format: "cyclonedx", fields: CYCLONEDX },
  { kind: "sbom", format: "spdx", fields: SPDX },
  { kind: "finding", format: "trivy", fields: TRIVY },
  { kind: "finding", format: "grype", fields: GRYPE },
  { kind: "finding", format: "sarif", fields: SARIF },
  { kind: "policy-evaluation", format: "policy-evaluation", fields: POLICY_EVALUATION },
  { kind: "vex-consensus", format: "vex-consensus", fields: VEX_CONSENSUS },
  { kind: "maven-artifact", format: "maven-artifact", fields: MAVEN_ARTIFACT },
];

/** Classes that go as a whole where the kind is closed. */
const WHOLE: readonly FieldClass[] = ["trace", "internal", "opaque"];

/**
 * A document with every field of a schema, of the strings that `text` makes for its path and class. What a schema uses in several places is
 * there once. Open fields get members of their own; fields that go as a whole are left out, unless `withWhole` asks for them.
 */
export function documentOf(fields: Fields, text: (path: string, of: FieldClass) => string, withWhole = false): unknown {
  const seen = new Set<Fields>();
  const make = (from: Fields, path: string): unknown => {
    seen.add(from);
    const members: [string, unknown][] = [];
    for (const [listed, value] of Object.entries(from)) {
      const name = listed === "*" ? "any" : listed;
      const at = `${path}.${name}`;
      if (name === "") continue;
      if (typeof value !== "string") {
        if (!seen.has(value)) members.push([name, [make(value, at)]]);
      } else if (value === "open") members.push([name, { own: text(`${at}.own`, value), list: [text(`${at}.list`, value)] }]);
      else if (withWhole || !WHOLE.includes(value)) members.push([name, text(at, value)]);
    }
    return Object.fromEntries(members);
  };
  return make(fields, "");
}
