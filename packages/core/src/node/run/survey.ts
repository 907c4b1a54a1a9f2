// What the sources are about to bring, and whether the disk has room for it. It reads no document.
import { dirname } from "node:path";
import { ExportError } from "../../errors/export-error.js";
import type { SourceState, Survey } from "../../seams/source.js";
import type { Files } from "../files.js";
import type { CheckedRequest } from "./request.js";

/** What the spool adds to a document: its key, two digests, its line in the list of documents. */
const SPOOL_BYTES_PER_DOCUMENT = 160;
/** Share of the sources' bytes that a compressed bundle takes, at the least favourable end of what was measured. */
const BUNDLE_SHARE = 0.3;

/** All sources together. */
export interface SourcesSurvey extends Pick<Survey, "documents" | "bytes"> {
  /** By source, sorted by name. */
  readonly states: readonly { readonly name: string; readonly state: SourceState | undefined }[];
}

/** Sums over all sources; `null` as soon as one cannot tell. */
export async function surveySources(checked: CheckedRequest, signal: AbortSignal | undefined): Promise<SourcesSurvey> {
  let documents: number | null = 0;
  let bytes: number | null = 0;
  const states: { name: string; state: SourceState | undefined }[] = [];
  for (const source of checked.sources) {
    const survey = await source.survey({ limits: checked.profile.spec.limits, signal });
    documents = documents === null || survey.documents === null ? null : documents + survey.documents;
    bytes = bytes === null || survey.bytes === null ? null : bytes + survey.bytes;
    states.push({ name: source.name, state: survey.state });
  }
  return { documents, bytes, states };
}

/** Asks the sources again after they were read. Throws SOURCE_CHANGED for one that is not what it was; one without a state cannot tell. */
export async function surveyUnchanged(
  checked: CheckedRequest,
  before: SourcesSurvey,
  signal: AbortSignal | undefined,
): Promise<SourcesSurvey> {
  const after = await surveySources(checked, signal);
  for (const [i, { name, state }] of before.states.entries()) {
    if (whatIsRead(state) === whatIsRead(after.states[i]?.state)) continue;
    throw new ExportError("ERR_EXPORT_SOURCE_CHANGED", `source ${name} changed while it was read`, { source: name });
  }
  return after;
}

function whatIsRead(state: SourceState | undefined): string | undefined {
  return state?.readDigest ?? state?.digest;
}

/** Throws DISK_FULL where scratch clearly has too little room for the spool. What cannot be told beforehand is not refused here. */
export function assertRoomForSpool(files: Files, survey: SourcesSurvey, scratch: string): void {
  if (survey.bytes === null) return;
  const spool = survey.bytes + (survey.documents ?? 0) * SPOOL_BYTES_PER_DOCUMENT;
  assertFreeBytes(scratch, files.freeBytes(scratch), spool, "the spool");
}

/** As {@link assertRoomForSpool}, for the bundle and the folder of the output. */
export function assertRoomForBundle(files: Files, survey: SourcesSurvey, out: string): void {
  if (survey.bytes === null) return;
  const folder = dirname(out);
  assertFreeBytes(folder, files.freeBytes(folder), Math.ceil(survey.bytes * BUNDLE_SHARE), "the bundle");
}

function assertFreeBytes(path: string, free: number, needed: number, what: string): void {
  if (free >= needed) return;
  const inMib = (bytes: number): string => `${Math.ceil(bytes / 1_048_576)} MiB`;
  throw new ExportError("ERR_EXPORT_DISK_FULL", `${what} needs about ${inMib(needed)} at ${path}, where ${inMib(free)} are free`, { path });
}
