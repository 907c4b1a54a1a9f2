// The rules of redaction: what they are called in a manifest, and which of two that meet in one place gives its name to it.
// It knows names only; how a rule finds something is the detectors' and the walk's.
import { encodeUtf8 } from "@stella-export/core";

/**
 * Names of all rules. They stand in manifests (`redactions[].rule`), so a name never changes its meaning. Where finds overlap they are one
 * find, and the rule that stands first here gives it its name: what is surely a secret before what only looks like one.
 */
export const RULES = [
  "private-key",
  "aws-access-key-id",
  "github-token",
  "gitlab-token",
  "slack-token",
  "google-api-key",
  "stripe-key",
  "npm-token",
  "provider-token",
  "jwt",
  "aws-secret-key",
  "authorization",
  "url-credential",
  "secret-assignment",
  "email",
  "explain-trace",
  "tool-internals",
  "opaque-blob",
  "unlisted-field",
] as const;

export type RuleName = (typeof RULES)[number];

/** Number by which code handles a rule: its place in {@link RULES}. */
export function ruleNumber(name: RuleName): number {
  return RULES.indexOf(name);
}

/** How every marker begins. No detector takes up what begins like this, so what was redacted once stays as it is. */
export const MARKER_START = "[redacted:";

/** What stands in place of what was found, by rule number: ASCII that needs no escape in JSON. */
export const MARKERS: readonly Uint8Array[] = RULES.map((rule) => encodeUtf8(`${MARKER_START}${rule}]`));
