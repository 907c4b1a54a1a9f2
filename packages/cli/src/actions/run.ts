// Does `stella export run` and `stella export plan`: texts become a request to core, and core's result becomes text.
import type { ExportRequest, Plan, RunResult } from "@stella-export/core/node";
import { openContents, plan, run } from "@stella-export/core/node";
import type { Manifest, ProfileDocument } from "@stella-export/core";
import { adapters, openPolicyFolder, openSource, redactor } from "@stella-export/preset";
import { usageError } from "../command-error.js";
import type { InputOptions } from "../commands/input-options.js";
import type { RunOptions } from "../commands/run.js";
import type { ChosenKey } from "../key-choice.js";
import { parseKinds, parseSourceChoices, parseSpan, parseTime, parseWhole } from "../option-values.js";
import { loadProfile } from "../profile-choice.js";
import { withProgress } from "../progress-line.js";
import type { CommandExit, Session } from "../session.js";
import { chooseSigner } from "../signer-choice.js";

const MAX_WORKERS = 256;

/** `chosenKey`: that of `--key`, where it is being opened already. */
export async function runExport(session: Session, options: RunOptions, chosenKey: ChosenKey | undefined): Promise<CommandExit> {
  const { out, force, scratch, key } = options;
  if (out === "" || out === "-") throw usageError("--out is the path of a directory or of a .tar file");
  const profile = loadProfile(options.profile);
  const chosen = await chooseSigner(session, { path: key, chosen: chosenKey }, profile.spec.signing);
  const request = await toRequest(session, options, profile);
  const result: RunResult = await withProgress(session, async (progress) =>
    run({ ...request, progress, out, force, scratch, signer: chosen?.signer }),
  );
  await chosen?.finish();
  await session.print(result, async (style) => (await import("../tables/run-table.js")).runTable(result, style));
  return 0;
}

export async function planExport(session: Session, options: InputOptions): Promise<CommandExit> {
  const request = await toRequest(session, options, loadProfile(options.profile));
  const result: Plan = await withProgress(session, async (progress) => plan({ ...request, progress }));
  await session.print(result, async (style) => (await import("../tables/plan-table.js")).planTable(result, style));
  return 0;
}

async function toRequest(session: Session, options: InputOptions, profile: ProfileDocument): Promise<ExportRequest> {
  const { sequence, workers, asOf, expiresIn, include, previous } = options;
  const choices = parseSourceChoices(options.from);
  const values = {
    asOf: asOf === undefined ? undefined : parseTime("--as-of", asOf),
    sequence: sequence === undefined ? undefined : parseWhole("--sequence", sequence, Number.MAX_SAFE_INTEGER),
    expiresInSeconds: expiresIn === undefined ? undefined : parseSpan("--expires-in", expiresIn),
    include: include === undefined ? undefined : parseKinds("--include", include),
    workers: workers === undefined ? undefined : parseWhole("--workers", workers, MAX_WORKERS),
  };
  const stdin = { [Symbol.asyncIterator]: () => session.openStdin()[Symbol.asyncIterator]() };
  return {
    ...values,
    profile,
    adapters,
    sources: choices.map(({ name, path }) => openSource(name, path, stdin)),
    tenant: options.tenant,
    previous: previous === undefined ? undefined : await readManifest(previous),
    rejects: options.rejects,
    acceptUnknown: options.acceptUnknown,
    redact: options.redact,
    redactor,
    policy: options.policy === undefined ? undefined : openPolicyFolder(options.policy),
    signal: session.signal,
  };
}

async function readManifest(path: string): Promise<Manifest> {
  const contents = await openContents(path);
  contents.close();
  return contents.manifest;
}
