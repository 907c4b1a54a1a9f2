// What a verification was asked for, as JSON for its receipt, and out of one again. It knows policies and demands, not results.
import { compareUtf8 } from "../../bytes.js";
import { formatInstant } from "../../time.js";
import type { TrustedKey } from "../trust/trust-policy.js";
import type { VerifyOptions } from "../verify-bundle.js";
import { memberAt } from "../member-at.js";
import type { ReceiptPolicy, ReceiptStatement } from "./receipt.js";

export interface Demands {
  readonly tenant?: string | undefined;
  readonly profile?: string | undefined;
  /** Seconds since the epoch, where the expiry is not judged now. */
  readonly at?: number | undefined;
  readonly deep: boolean;
  /** Whether older bundles are refused. */
  readonly state: boolean;
}

/** What a receipt says that was asked for; null where it does not say. */
export interface ReceiptDemands {
  /** As in {@link VerifyOptions}: `integrity-only` is a verification that asked nobody's identity. */
  readonly mode: VerifyOptions["mode"]["kind"] | null;
  /** The time at which the expiry was judged, where that was not the time of the verification. */
  readonly at: string | null;
  readonly deep: boolean | null;
  readonly state: boolean | null;
}

/** The same for the same policy and demands, however the keys were given. */
export function describePolicy(mode: VerifyOptions["mode"], { tenant, profile, at, deep, state }: Demands): ReceiptPolicy {
  return {
    trust: describeMode(mode),
    ...(tenant === undefined ? {} : { tenant }),
    ...(profile === undefined ? {} : { profile }),
    ...(at === undefined ? {} : { at: formatInstant(at) }),
    deep,
    state,
  };
}

/** What {@link describePolicy} wrote into the receipt. */
export function demandsOf({ predicate: { stella_policy: policy, stella_verdict } }: ReceiptStatement): ReceiptDemands {
  const { at, deep, state } = policy;
  const kind = stella_verdict === "integrity-only" ? stella_verdict : memberAt(policy, "trust.kind");
  return {
    mode: kind === "keys" ? "signed" : kind === "identity" || kind === "integrity-only" ? kind : null,
    at: typeof at === "string" ? at : null,
    deep: typeof deep === "boolean" ? deep : null,
    state: typeof state === "boolean" ? state : null,
  };
}

function describeMode(mode: VerifyOptions["mode"]): ReceiptPolicy {
  if (mode.kind === "integrity-only") return { kind: "integrity-only" };
  if (mode.kind === "identity") return { kind: "identity", ...mode.policy.description };
  const { keys, threshold, requireTimestamp, timestamps } = mode.policy;
  return {
    kind: "keys",
    threshold,
    requireTimestamp,
    timestamps: timestamps !== undefined,
    keys: keys.map(describeKey).toSorted((a, b) => compareUtf8(a.keyId, b.keyId)),
  };
}

function describeKey({ key, revoked, notBefore, notAfter, tenants, profiles }: TrustedKey) {
  return {
    keyId: key.keyId,
    revoked,
    ...(notBefore === undefined ? {} : { notBefore: formatInstant(notBefore) }),
    ...(notAfter === undefined ? {} : { notAfter: formatInstant(notAfter) }),
    ...(tenants === undefined ? {} : { tenants }),
    ...(profiles === undefined ? {} : { profiles }),
  };
}
