// RFC 3161 timestamps.
import { ExportError } from "../../errors/export-error.js";
import type { TimestampAuthority } from "./trust-file.js";
import type { TimestampVerifier } from "./trust-policy.js";

export async function openTimestamps(_authorities: readonly TimestampAuthority[]): Promise<TimestampVerifier> {
  throw new ExportError("ERR_EXPORT_TRUST_INVALID", "timestamps are not supported yet");
}
