// Runs a verifier over the vectors and the table of tamperings up to the first that does not come out as it must, and names it.
import { CLEAN, TAMPERINGS } from "../../packages/core/src/verify/tampering-fixture.js";
import { buildFixture, readerOf } from "../../packages/core/src/verify/bundle-fixture.js";
import { readVector, vectorNames, vectorOutcome, type Verifier } from "./vector-outcome.js";

/** The first that is red; `undefined` where none is. */
export async function redVector(verifier: Verifier, root: string): Promise<string | undefined> {
  for (const name of vectorNames(root)) {
    const outcome = await vectorOutcome(verifier, root, name).catch(String);
    if (JSON.stringify(outcome) !== JSON.stringify(readVector(root, name).expect)) return name;
  }
  const { nodeSha256: sha256, verifyBundle, fixedClock, compressFrames } = verifier;
  const compress = async (bytes: Uint8Array): Promise<Uint8Array> =>
    Buffer.concat(await compressFrames(bytes, { level: 3, frameBytes: 100 }));
  const bundle = await buildFixture({ sha256, compress });
  const vexIndex = [...bundle.files.keys()].find((path) => path.startsWith("indexes/vex/")) ?? "";
  for (const { name, tamper, expected, options } of [...CLEAN, ...TAMPERINGS]) {
    const reader = readerOf(tamper(bundle, sha256));
    const given = { sha256, mode: { kind: "integrity-only" } as const, clock: fixedClock(0), ...options };
    const found = await verifyBundle(reader, given).then(
      ({ failures }) => failures.map(({ code, path }) => `${code.slice("ERR_EXPORT_".length)} ${path}`),
      (error: unknown) => [String(error)],
    );
    if (found.join() !== expected.map((line) => line.replace("<vex index>", vexIndex)).join()) return name;
  }
  return undefined;
}
