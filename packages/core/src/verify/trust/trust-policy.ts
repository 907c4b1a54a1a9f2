// Whom a receiver trusts: keys with what each may sign and when, and how many of them a bundle needs. It judges one key at a time; whether
// the key's signatures are good is judged in `signer-check.ts`.
import type { ErrorCode } from "../../errors/table.js";
import type { Manifest } from "../../manifest/schema.js";
import { formatInstant } from "../../time.js";
import type { PublicKey } from "./public-key.js";

export interface TrustedKey {
  readonly key: PublicKey;
  /** First and last second, since the epoch, in which the key signs. Absent: no bound. */
  readonly notBefore?: number;
  readonly notAfter?: number;
  /** Whatever the key ever signed is not trusted any more. */
  readonly revoked: boolean;
  /** Tenants and names of profiles that the key may sign for. Absent: all. */
  readonly tenants?: readonly string[];
  readonly profiles?: readonly string[];
}

/** Reads the time that a time-stamping authority vouches for. */
export interface TimestampVerifier {
  /**
   * Seconds since the epoch at which `signature` existed, by a whole TimeStampResp of an authority that is trusted; `undefined` for everything
   * else. Throws only where the runtime fails.
   */
  timeOf(response: Uint8Array, signature: Uint8Array): Promise<number | undefined>;
}

export interface TrustPolicy {
  readonly keys: readonly TrustedKey[];
  /** Distinct keys that must have signed. */
  readonly threshold: number;
  /** Only signatures with a timestamp of a trusted authority count. */
  readonly requireTimestamp: boolean;
  /** Absent: timestamps are not looked at. */
  readonly timestamps?: TimestampVerifier;
}

/** The policy of `--key`: any one of the keys, at any time, for everything. */
export function anyOf(keys: readonly PublicKey[]): TrustPolicy {
  return { keys: keys.map((key) => ({ key, revoked: false })), threshold: 1, requireTimestamp: false };
}

/** Keys that count for nothing, whatever they have signed. */
export function revokedKeys({ keys }: TrustPolicy): readonly string[] {
  return keys.filter(({ revoked }) => revoked).map(({ key }) => key.keyId);
}

export interface Objection {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Why a good signature by the key does not count for this manifest; `undefined` where it does. `times`: when it was made, by each witness. */
export function objectionTo(trusted: TrustedKey, manifest: Manifest, times: readonly number[]): Objection | undefined {
  const { key, revoked, tenants, profiles, notBefore, notAfter } = trusted;
  const name = `the key ${key.keyId}`;
  if (revoked) return { code: "ERR_EXPORT_KEY_REVOKED", message: `${name} is revoked` };
  if (tenants !== undefined && !tenants.includes(manifest.tenant)) {
    return { code: "ERR_EXPORT_KEY_UNTRUSTED", message: `${name} may not sign for tenant ${manifest.tenant}` };
  }
  if (profiles !== undefined && !profiles.includes(manifest.profile.name)) {
    return { code: "ERR_EXPORT_KEY_UNTRUSTED", message: `${name} may not sign for profile ${manifest.profile.name}` };
  }
  for (const time of times) {
    const when = `and the signature is of ${formatInstant(time)}`;
    if (notBefore !== undefined && time < notBefore) {
      return { code: "ERR_EXPORT_KEY_NOT_YET_VALID", message: `${name} is valid from ${formatInstant(notBefore)}, ${when}` };
    }
    if (notAfter !== undefined && time > notAfter) {
      return { code: "ERR_EXPORT_KEY_EXPIRED", message: `${name} was valid until ${formatInstant(notAfter)}, ${when}` };
    }
  }
  return undefined;
}
