// What a verifier says about a published vector, in the words of the vector's `expect`. The verifier is handed in, so that a suite can hand
// in one that it has changed.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type * as Core from "../../packages/core/dist/index.js";
import type * as CoreNode from "../../packages/core/dist/node/index.js";

/** `@stella-export/core` and its `node` door in one. */
export type Verifier = typeof Core & typeof CoreNode;

export interface Expected {
  readonly verdict?: string;
  readonly exit: number;
  readonly signers?: readonly string[];
  readonly failures?: readonly { readonly code: string; readonly path: string }[];
  readonly error?: string;
}

export interface Vector {
  readonly args: readonly string[];
  readonly expect: Expected;
}

export function vectorNames(root: string): string[] {
  return readdirSync(root).filter((name) => existsSync(join(root, name, "case.json")));
}

export function readVector(root: string, name: string): Vector {
  return JSON.parse(readFileSync(join(root, name, "case.json"), "utf8")) as Vector;
}

/** What happens, in the words of a case's `expect`. */
export async function vectorOutcome(verifier: Verifier, root: string, name: string): Promise<Expected> {
  const { anyOf, ExportError, fixedClock, parseInstant, verifyBundle } = verifier;
  const { nodeSha256, openBundle, openFolderState, readPublicKey, readTrustFile } = verifier;
  const { args } = readVector(root, name);
  const here = (path: string): string => join(root, name, path);
  const text = { type: "string" } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      at: text,
      tenant: text,
      profile: text,
      trust: text,
      state: text,
      "first-use": { type: "boolean" },
      key: { ...text, multiple: true },
    },
  });
  // `--key A B` takes the values that follow.
  const keys = [...(values.key ?? []), ...positionals.slice(1)];
  try {
    if (values.trust === undefined && keys.length === 0) return { exit: 2, error: "ERR_EXPORT_USAGE" };
    const policy =
      values.trust === undefined
        ? anyOf(await Promise.all(keys.map(async (key) => readPublicKey(here(key)))))
        : await readTrustFile(here(values.trust));
    const revoked = policy.keys.filter((each) => each.revoked).map(({ key }) => key.keyId);
    const options: Core.VerifyOptions = {
      sha256: nodeSha256,
      mode: { kind: "signed", policy },
      clock: fixedClock(parseInstant(values.at ?? "") ?? Number.NaN),
      ...(values.tenant === undefined ? {} : { tenant: values.tenant }),
      ...(values.profile === undefined ? {} : { profile: values.profile }),
      ...(values.state === undefined
        ? {}
        : { state: openFolderState(here(values.state), { firstUse: values["first-use"] === true, revoked }) }),
    };
    const { verdict, signers, failures } = await verifyBundle(await openBundle(here(positionals[0] ?? "")), options);
    const exit = verdict === "failed" ? 5 : 0;
    return { verdict, exit, signers: signers.map(({ keyId }) => keyId), failures: failures.map(({ code, path }) => ({ code, path })) };
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    return { exit: error.exitCode, error: error.code };
  }
}
