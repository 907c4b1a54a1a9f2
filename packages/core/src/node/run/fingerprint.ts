// What a run was asked for and what its sources were, as one digest: a killed run goes on only for the same (contract: run). It reads nothing.
import { resolve } from "node:path";
import { encodeCanonical } from "../../canonical/canonical.js";
import { type Digest, toDigest } from "../../digest.js";
import { profileField } from "../../profile/resolve.js";
import { TOOL_VERSION } from "../../version.js";
import { nodeSha256 } from "../sha256.js";
import { SPOOL_FORM } from "../spool/run-writer.js";
import type { CheckedRequest, ExportRequest } from "./request.js";
import type { SourcesSurvey } from "./survey.js";

/** What of a run's request is not in an ExportRequest. */
export interface PlaceOptions {
  readonly force?: boolean | undefined;
  readonly scratch?: string | undefined;
}

/**
 * `undefined` where a source cannot tell its state: what standard input held is gone, and what comes through it now may be something
 * else. Flags that change no byte (`--workers`) count too: the contract asks for the same flags.
 */
export function fingerprintOf(request: ExportRequest & PlaceOptions, checked: CheckedRequest, survey: SourcesSurvey): Digest | undefined {
  const { states } = survey;
  if (states.some(({ state }) => state === undefined)) return undefined;
  const { profile, tenant, policy } = checked;
  const facts = {
    form: SPOOL_FORM,
    tool: TOOL_VERSION,
    adapter: [profile.adapter.name, profile.adapter.version],
    redactor: request.redactor?.version ?? null,
    profile: { ...profileField(profile) },
    tenant,
    label: [request.asOf ?? null, request.sequence ?? null, request.expiresInSeconds ?? null],
    previous: request.previous === undefined ? null : digestOf(request.previous.manifest),
    probes: request.probes === undefined ? null : toDigest(nodeSha256.hash(request.probes.bytes)),
    policy: policy === undefined ? null : toDigest(nodeSha256.hash(policy.bytes)),
    place: [request.force ?? false, request.scratch === undefined ? null : resolve(request.scratch)],
    workers: request.workers ?? null,
    sources: states.map(({ name, state }) => [name, state?.digest ?? null]),
  };
  return digestOf(facts);
}

function digestOf(value: object): Digest {
  return toDigest(nodeSha256.hash(encodeCanonical(value)));
}
