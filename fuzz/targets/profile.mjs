// A profile file as the command line reads it, YAML or JSON: refused with its codes, or resolved to a spec that resolves to itself.
import { parseProfile, resolveProfile } from "@stella-export/core";
import { nodeSha256 as sha256 } from "@stella-export/core/node";
import { adapters } from "@stella-export/preset";
import { parseProfileFile } from "../../packages/cli/src/profile-choice.ts";
import { redactor } from "../../packages/formats/src/redaction/redactor.ts";
import { allowedCode, expect } from "../expect.mjs";

const CODES = /^(PROFILE_INVALID|PROFILE_UNKNOWN)$/;
const parts = { adapters, redactor, sha256 };

export const sync = true;

export function fuzz(data) {
  let document;
  let resolved;
  try {
    document = parseProfileFile("profile.yaml", data);
    resolved = resolveProfile(document, {}, parts);
  } catch (error) {
    allowedCode(error, CODES);
    return;
  }
  const written = parseProfile(JSON.parse(JSON.stringify({ ...document, spec: resolved.spec })));
  const again = resolveProfile(written, {}, parts);
  expect(again.digest === resolved.digest, "the resolved spec resolves to another one");
  expect(resolved.spec.include.length > 0, "a profile of no kind");
}
