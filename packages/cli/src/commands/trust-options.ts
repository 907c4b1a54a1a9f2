// The options by which a command that takes a bundle is told whom to trust. What they mean together is for `trust-choice.ts`.
import type { Command } from "commander";

/** `anybody`: the flag by which the command takes bundles of anybody, and what is said of it. */
export function addTrustOptions(command: Command, anybody: readonly [flag: string, description: string]): Command {
  return command
    .optionsGroup("Trust, one of:")
    .option("--key <pub...>", "trust these public keys (PEM files); a signature by any one of them is enough")
    .option("--trust <file>", "trust as this file says: keys with times, tenants and profiles, revoked keys, a threshold")
    .option("--trusted-root <file>", "trust an identity by this Sigstore root; needs the next two")
    .option("--certificate-identity <id>", "the identity that the signer's certificate must name, exactly")
    .option("--certificate-oidc-issuer <url>", "the issuer that must have vouched for it, exactly")
    .option(...anybody)
    .optionsGroup("Options:");
}
