// Bundles of one tenant and profile for the tests of the memory of accepted bundles, and what a verification does with it.
import { toDigest } from "../digest.js";
import type { Manifest } from "../manifest/schema.js";
import { buildFixture } from "../verify/bundle-fixture.js";
import type { SeenBundle } from "../verify/trust/trust-state.js";
import { type FolderStateOptions, openFolderState } from "./folder-state.js";
import { nodeSha256 as sha256 } from "./sha256.js";

export const { manifest } = await buildFixture({ sha256 });

export const KEY_A = `sha256:${"a".repeat(64)}`;
export const KEY_B = `sha256:${"b".repeat(64)}`;
export const content = (n: number): string => `sha256:${String(n).padStart(64, "0")}`;
export const first = { firstUse: true };

export const seen = (sequence: number, digest = content(1), change: Partial<Manifest> = {}, signers = [KEY_A]): SeenBundle => ({
  manifest: { ...manifest, sequence, contentDigest: digest, ...change },
  manifestDigest: toDigest(sha256.hash(Buffer.from(digest))),
  signers,
});

/** What a verification that is good in every other way does. */
export async function admit(root: string, bundle: SeenBundle, options: Partial<FolderStateOptions> = {}): Promise<string> {
  const state = openFolderState(root, { firstUse: false, ...options });
  const failures = [...(await state.judge(bundle))];
  if (failures.length === 0) failures.push(...(await state.remember(bundle)));
  return failures.map(({ code, path }) => `${code.slice("ERR_EXPORT_".length)} ${path}`).join();
}
