// Does `stella export run` and `stella export plan`: texts become a request to core, and core's result becomes text.
import type { BundleContents, ExportRequest, KeptPath, Plan, RunResult } from "@stella-export/core/node";
import { openContents, plan, readGivenFile, run } from "@stella-export/core/node";
import type { ProfileDocument } from "@stella-export/core";
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
  const profile = await loadProfile(options.profile, session.signal);
  const kept = keptPaths(options, profile);
  const chosen = await chooseSigner(session, { path: key, chosen: chosenKey }, profile.spec.signing);
  const result: RunResult = await withRequest(session, options, profile, async (request) =>
    withProgress(session, async (progress) => run({ ...request, progress, out, force, kept, scratch, signer: chosen?.signer })),
  );
  await chosen?.finish();
  await session.print(result, async (style) => (await import("../tables/run-table.js")).runTable(result, style));
  return 0;
}

/** What a run is made of. A bundle may take the place of the one before it. */
function keptPaths(options: RunOptions, { spec }: ProfileDocument): KeptPath[] {
  const { from, policy, key = spec.signing?.key, profile, probes, previous } = options;
  const sources = parseSourceChoices(from).filter(({ path }) => path !== "-");
  const files = { "--policy": policy, "the key": key, "--profile": profile, "--probes": probes };
  return [
    ...sources.map(({ name, path }) => ({ name: `the source ${name}`, path })),
    ...Object.entries(files).flatMap(([name, path]) => (path === undefined ? [] : [{ name, path }])),
    ...(previous === undefined ? [] : [{ name: "--previous", path: previous, mayReplace: "itself" as const }]),
  ];
}

export async function planExport(session: Session, options: InputOptions): Promise<CommandExit> {
  const result: Plan = await withRequest(session, options, await loadProfile(options.profile, session.signal), async (request) =>
    withProgress(session, async (progress) => plan({ ...request, progress })),
  );
  await session.print(result, async (style) => (await import("../tables/plan-table.js")).planTable(result, style));
  return 0;
}

/** The bundle before stays open for as long as it may be read. */
async function withRequest<T>(
  session: Session,
  options: InputOptions,
  profile: ProfileDocument,
  work: (request: ExportRequest) => Promise<T>,
): Promise<T> {
  const previous = options.previous === undefined ? undefined : await openContents(options.previous);
  try {
    return await work(await toRequest(session, options, profile, previous));
  } finally {
    previous?.close();
  }
}

async function toRequest(
  session: Session,
  options: InputOptions,
  profile: ProfileDocument,
  previous: BundleContents | undefined,
): Promise<ExportRequest> {
  const { sequence, workers, asOf, expiresIn, include, probes } = options;
  const choices = parseSourceChoices(options.from);
  const values = {
    asOf: asOf === undefined ? undefined : parseTime("--as-of", asOf),
    sequence: sequence === undefined ? undefined : parseWhole("--sequence", sequence, Number.MAX_SAFE_INTEGER),
    expiresInSeconds: expiresIn === undefined ? undefined : parseSpan("--expires-in", expiresIn),
    include: include?.flatMap((kinds) => parseKinds("--include", kinds)),
    workers: workers === undefined ? undefined : parseWhole("--workers", workers, MAX_WORKERS),
  };
  const stdin = { [Symbol.asyncIterator]: () => session.openStdin()[Symbol.asyncIterator]() };
  return {
    ...values,
    profile,
    adapters,
    sources: choices.map(({ name, path }) => openSource(name, path, stdin)),
    tenant: options.tenant,
    previous,
    probes: probes === undefined ? undefined : { path: probes, bytes: await readProbes(session, probes) },
    rejects: options.rejects,
    acceptUnknown: options.acceptUnknown,
    redact: options.redact,
    redactor,
    policy: options.policy === undefined ? undefined : openPolicyFolder(options.policy),
    signal: session.signal,
  };
}

const MAX_PROBES_BYTES = 1 << 26;

async function readProbes({ signal }: Session, path: string): Promise<Uint8Array> {
  const { bytes, stats } = await readGivenFile(path, { maxBytes: MAX_PROBES_BYTES, action: "read the probes", signal });
  if (stats.isDirectory()) throw usageError(`${path}: probes are a file, not a directory`);
  if (bytes.length > MAX_PROBES_BYTES) throw usageError(`${path}: a file of probes has at most ${MAX_PROBES_BYTES} bytes`);
  return bytes;
}
