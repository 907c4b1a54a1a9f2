// What a run and a plan are asked for, checked before anything is read.
import { availableParallelism } from "node:os";
import { type Clock, systemClock } from "../../clock.js";
import { compareUtf8 } from "../../bytes.js";
import { ExportError } from "../../errors/export-error.js";
import { type ParsedPolicySnapshot, parsePolicySnapshot } from "../../policy/snapshot.js";
import { type ProfileOverrides, type ResolvedProfile, resolveProfile } from "../../profile/resolve.js";
import type { ProfileDocument } from "../../profile/schema.js";
import type { ProgressHook } from "../../progress.js";
import type { Kind } from "../../records/kinds.js";
import type { Adapter, Comparison, PreviousBundle, Probes } from "../../seams/adapter.js";
import type { Redactor } from "../../seams/redactor.js";
import type { Source } from "../../seams/source.js";
import { type Files, nodeFiles } from "../files.js";
import { nodeSha256 } from "../sha256.js";

export interface ExportRequest extends ProfileOverrides {
  readonly profile: ProfileDocument;
  readonly adapters: readonly Adapter[];
  readonly sources: readonly Source[];
  /** The policy snapshot (snapshot.json) and its evaluations, whose records join those of the sources. */
  readonly policy?: PolicyInput | undefined;
  /** Looks for what must not leave. Without one nothing is redacted, and a profile that asks for it is refused. */
  readonly redactor?: Redactor | undefined;
  /** `[a-z0-9-]{3,64}`; default the profile's, else `local`. */
  readonly tenant?: string | undefined;
  /** Seconds since the epoch; default the newest date over the records kept. */
  readonly asOf?: number | undefined;
  readonly sequence?: number | undefined;
  readonly expiresInSeconds?: number | undefined;
  /** The bundle before this one: {@link openContents} gives it, and who opened it closes it. */
  readonly previous?: PreviousBundle | undefined;
  /** What the adapter is to look up in what it made. Refused for an adapter that does not compare. */
  readonly probes?: Probes | undefined;
  /** Threads that read, and frames compressed at the same time; default one for each core. Never changes a byte. */
  readonly workers?: number | undefined;
  readonly progress?: ProgressHook | undefined;
  readonly signal?: AbortSignal | undefined;
  /** For tests: what time it is, and what the disk does. */
  readonly clock?: Clock | undefined;
  readonly files?: Files | undefined;
}

export interface PolicyInput {
  /** Bytes of snapshot.json. */
  readonly snapshot: Uint8Array;
  /** The evaluations, a source named `policy`. */
  readonly evaluations: Source;
}

/** Name of the source that a policy's evaluations come from. */
export const POLICY_SOURCE = "policy";

/** A request with its defaults filled in. */
export interface CheckedRequest {
  readonly profile: ResolvedProfile;
  readonly tenant: string;
  /** Sorted by name. */
  readonly sources: readonly Source[];
  /** Kinds that are both asked for and rendered by the adapter. */
  readonly kinds: readonly Kind[];
  /** Kinds of which the adapter also hears what is not kept. */
  readonly heard: readonly Kind[];
  readonly policy: ParsedPolicySnapshot | undefined;
  /** Empty for an adapter that does not compare. */
  readonly comparison: Comparison;
  readonly workers: number;
  readonly clock: Clock;
  readonly files: Files;
}

const TENANT = /^[a-z0-9-]{3,64}$/;
const SOURCE = /^[a-z0-9-]{1,63}$/;

/** Throws USAGE, PROFILE_INVALID, PROFILE_UNKNOWN, POLICY_SCHEMA_UNKNOWN, POLICY_INVALID, POLICY_HASH_MISMATCH, TENANT_MISMATCH, PROFILE_MISMATCH. */
export function checkRequest(request: ExportRequest): CheckedRequest {
  const profile = resolveProfile(request.profile, request, { adapters: request.adapters, redactor: request.redactor, sha256: nodeSha256 });
  const tenant = request.tenant ?? profile.tenant ?? "local";
  if (!TENANT.test(tenant)) throw usage(`tenant ${JSON.stringify(tenant)} is not of the form [a-z0-9-]{3,64}`);
  const policy = checkPolicy(request, profile);
  const comparison = checkComparison(request, profile, tenant);
  const given = request.policy === undefined ? request.sources : [...request.sources, request.policy.evaluations];
  const sources = given.toSorted((a, b) => compareUtf8(a.name, b.name));
  if (request.sources.length === 0) throw usage("no source is given");
  for (const [i, { name }] of sources.entries()) {
    if (!SOURCE.test(name)) throw usage(`source name ${JSON.stringify(name)} is not of the form [a-z0-9-]{1,63}`);
    if (sources[i - 1]?.name === name) throw usage(`two sources are named ${name}`);
  }
  if (request.sequence !== undefined && !(Number.isSafeInteger(request.sequence) && request.sequence >= 1)) {
    throw usage("the sequence is a whole number from 1 to 2^53-1");
  }
  if (request.workers !== undefined && !(Number.isInteger(request.workers) && request.workers >= 1 && request.workers <= 256)) {
    throw usage("the number of workers is a whole number from 1 to 256");
  }
  return {
    profile,
    tenant,
    sources,
    kinds: profile.spec.include.filter((kind) => profile.adapter.kinds.includes(kind)),
    heard: heardKinds(profile),
    policy,
    comparison,
    workers: request.workers ?? availableParallelism(),
    clock: request.clock ?? systemClock,
    files: request.files ?? nodeFiles,
  };
}

/** What it renders only where it is asked for. */
function heardKinds({ adapter, spec }: ResolvedProfile): Kind[] {
  const heard = adapter.hears?.(spec.options) ?? [];
  return heard.filter((kind) => !adapter.kinds.includes(kind) || spec.include.includes(kind));
}

function checkPolicy(request: ExportRequest, profile: ResolvedProfile): ParsedPolicySnapshot | undefined {
  const { policySnapshotMode, include } = profile.spec;
  if (request.policy === undefined) {
    if (policySnapshotMode === "required") throw usage(`profile ${profile.name} needs a policy snapshot (--policy DIR)`);
    return undefined;
  }
  if (policySnapshotMode === "none") throw usage(`profile ${profile.name} takes no policy snapshot; json:policy does`);
  if (profile.adapter.kinds.includes("policy-evaluation") && !include.includes("policy-evaluation"))
    throw usage("a policy is given, but its evaluations would all be left out: add policy-evaluation to the kinds that are included");
  if (request.policy.evaluations.name !== POLICY_SOURCE) throw new TypeError(`the source of the evaluations is named ${POLICY_SOURCE}`);
  return parsePolicySnapshot(request.policy.snapshot, nodeSha256);
}

/** A bundle of another tenant or format has nothing to compare with; to pass over it in silence would be to pass what nobody judged. */
function checkComparison({ previous, probes }: ExportRequest, profile: ResolvedProfile, tenant: string): Comparison {
  const { compares = false, name } = profile.adapter;
  if (!compares) {
    if (probes !== undefined) throw usage(`profile ${profile.name} takes no probes; trivy:db does`);
    return {};
  }
  if (previous !== undefined) {
    const { manifest } = previous;
    const before = `${manifest.profile.kind}:${manifest.profile.variant}`;
    if (manifest.tenant !== tenant)
      throw new ExportError("ERR_EXPORT_TENANT_MISMATCH", `the bundle before is tenant ${manifest.tenant}'s, this one is ${tenant}'s`);
    if (before !== name) throw new ExportError("ERR_EXPORT_PROFILE_MISMATCH", `the bundle before is of ${before}, this one is of ${name}`);
  }
  return { previous, probes };
}

function usage(message: string): ExportError {
  return new ExportError("ERR_EXPORT_USAGE", message);
}
