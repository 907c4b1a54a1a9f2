// What a verification was asked for, as JSON for its receipt. It knows policies and demands, not results.
import { compareUtf8 } from "../../bytes.js";
import { formatInstant } from "../../time.js";
import type { TrustedKey } from "../trust/trust-policy.js";
import type { VerifyOptions } from "../verify-bundle.js";
import type { ReceiptPolicy } from "./receipt.js";

export interface Demands {
  readonly tenant?: string | undefined;
  readonly profile?: string | undefined;
  /** Seconds since the epoch, where the expiry is not judged now. */
  readonly at?: number | undefined;
  readonly deep: boolean;
  /** Whether older bundles are refused. */
  readonly state: boolean;
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
