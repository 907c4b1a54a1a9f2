// Tokens that a provider made recognisable by their first letters, as a table; and the one that consists of three such parts, the JWT.
// It knows how they look, not what they open. Lengths are lower than the providers' own, so that a cut token is found too.
import { ALNUM, DOTTED, runEnd, standsAt, TOKEN, UPPER } from "./byte-class.js";
import type { Anchor } from "./anchor.js";
import { type RuleName, ruleNumber } from "../rules.js";
import type { Scan } from "./scan.js";

interface TokenForm {
  readonly rule: RuleName;
  readonly prefix: string;
  /** See {@link Anchor.pairs}. */
  readonly pairs: readonly [number, number];
  /** Class of what follows the prefix, and the fewest bytes of it. */
  readonly body: number;
  readonly least: number;
}

const form = (rule: RuleName, prefix: string, pairs: readonly [number, number], body: number, least: number): TokenForm => {
  return { rule, prefix, pairs, body, least };
};

/** Formats as their providers, and the scanners gitleaks and detect-secrets, describe them. */
const TOKEN_FORMS: readonly TokenForm[] = [
  form("aws-access-key-id", "AKIA", [0, 1], UPPER, 16),
  form("aws-access-key-id", "ASIA", [0, 1], UPPER, 16),
  ...["ghp_", "gho_", "ghu_", "ghs_", "ghr_"].map((prefix) => form("github-token", prefix, [1, 2], TOKEN, 20)),
  form("github-token", "github_pat_", [5, 6], TOKEN, 20),
  form("gitlab-token", "glpat-", [0, 1], DOTTED, 16),
  ...["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe-"].map((prefix) => form("slack-token", prefix, [0, 1], TOKEN, 10)),
  form("slack-token", "xapp-", [0, 1], TOKEN, 20),
  form("google-api-key", "AIza", [0, 1], TOKEN, 30),
  form("stripe-key", "sk_live_", [0, 1], ALNUM, 16),
  form("stripe-key", "sk_test_", [0, 1], ALNUM, 16),
  form("stripe-key", "rk_live_", [1, 2], ALNUM, 16),
  form("npm-token", "npm_", [1, 2], ALNUM, 30),
  form("provider-token", "GOCSPX-", [2, 3], TOKEN, 20), // Google OAuth client secret
  form("provider-token", "ya29.", [0, 1], DOTTED, 20), // Google OAuth access token
  form("provider-token", "pypi-Ag", [4, 5], TOKEN, 50),
  form("provider-token", "dckr_pat_", [2, 3], TOKEN, 20),
  form("provider-token", "hvs.", [0, 1], TOKEN, 20), // HashiCorp Vault
  form("provider-token", "hf_", [0, 1], ALNUM, 30), // Hugging Face
  form("provider-token", "SG.", [0, 1], DOTTED, 40), // SendGrid
  form("provider-token", "sk-ant-", [0, 1], TOKEN, 20),
  form("provider-token", "sk-proj-", [0, 1], TOKEN, 20),
  form("private-key", "AGE-SECRET-KEY-1", [9, 10], UPPER, 50), // age identity
  form("private-key", "AGE-SECRET-KEY-PQ-1", [9, 10], UPPER, 50), // the same with ML-KEM
];

export const TOKEN_ANCHORS: readonly Anchor[] = [
  ...TOKEN_FORMS.map(({ rule, prefix, pairs, body, least }) => {
    const number = ruleNumber(rule);
    const detect = (scan: Scan, at: number): void => takeToken(scan, at, at + prefix.length, number, body, least);
    return { text: prefix, pairs, fold: false, detect };
  }),
  { text: "eyJ", pairs: [0, 1], fold: false, detect: takeJwt },
];

function takeToken(scan: Scan, at: number, from: number, rule: number, body: number, least: number): void {
  if (!scan.beginsWord(at) || scan.runEnd(from, body) - from < least) return;
  // To the end of the word: of a rest of it nobody can say what it is.
  scan.take(at, Math.max(scan.runEnd(from, body), scan.runEnd(from, ALNUM)), rule, true);
}

const JWT = ruleNumber("jwt");
const PART = new TextEncoder().encode(".eyJ");

/** RFC 7519: header, claims and signature (which may be empty) in base64url; or, encrypted (RFC 7516), a header and four more parts. */
function takeJwt(scan: Scan, at: number): void {
  const { src } = scan;
  if (!scan.beginsWord(at)) return;
  let end = scan.runEnd(at, TOKEN);
  // What follows is the same for all that begin within one run.
  if (end - at < 10 || end === scan.judgedJwt) return;
  scan.judgedJwt = end;
  const isSigned = standsAt(src, end, PART, false);
  let dots = 0;
  while (dots < (isSigned ? 2 : 4) && src[end] === 0x2e) {
    dots++;
    end = runEnd(src, end + 1, src.length, TOKEN); // the run before it stays the remembered one
  }
  if (dots < (isSigned ? 2 : 4)) return;
  scan.take(at, end, JWT, true);
}
