// What a killed run left that another one can go on with: a whole snapshot, or a bundle that has its name already. Nothing of it is believed
// before it was looked at; what does not hold counts as not there.
import { join } from "node:path";
import type { Digest } from "../../digest.js";
import { ExportError } from "../../errors/export-error.js";
import { readChecked, writeChecked } from "../checked-file.js";
import { checkSpoolFile } from "../spool/spool-check.js";
import { fingerprintOf, type PlaceOptions } from "./fingerprint.js";
import { selfCheck } from "./lay-bundle.js";
import type { CheckedRequest, ExportRequest } from "./request.js";
import { reopenSnapshot, type Snapshot, type SnapshotState } from "./snapshot.js";
import type { Staging } from "./staging.js";
import { isOwn } from "./staging-folder.js";
import { type SourcesSurvey, surveyUnchanged } from "./survey.js";

interface KeptSnapshot {
  readonly fingerprint: Digest;
  readonly state: SnapshotState;
}

interface KeptResult<T> {
  readonly fingerprint: Digest;
  readonly result: T;
}

/** Finds what an earlier run with the same request left, and leaves the same for a later one. */
export class Resumption {
  readonly #request: ExportRequest & PlaceOptions;
  readonly #checked: CheckedRequest;
  readonly #staging: Staging;
  readonly #fingerprint: Digest | undefined;
  readonly #survey: SourcesSurvey;
  #isKept = false;

  /** `survey` was made after the staging folder was taken. */
  constructor(request: ExportRequest & PlaceOptions, checked: CheckedRequest, staging: Staging, survey: SourcesSurvey) {
    this.#request = request;
    this.#checked = checked;
    this.#staging = staging;
    this.#survey = survey;
    this.#fingerprint = fingerprintOf(request, checked, survey);
  }

  /** The snapshot that a killed run had completed, every block of it checked; nothing else of that run is there afterwards. */
  async findSnapshot(): Promise<Snapshot | undefined> {
    const { files } = this.#checked;
    const { signal, progress } = this.#request;
    return this.#unlessBroken(async () => {
      const kept = this.#readOwn(this.#staging.snapshotFile) as KeptSnapshot | undefined;
      if (kept === undefined || kept.fingerprint !== this.#fingerprint) return undefined;
      const { spool } = this.#staging;
      // Digests and checksums without a key say nothing of who wrote them.
      const paths = [spool, ...Object.keys(kept.state.runs).map((name) => join(spool, name))];
      if (!paths.every((path) => isOwn(files, path))) return undefined;
      for (const [name, runs] of Object.entries(kept.state.runs)) {
        await checkSpoolFile(files, join(spool, name), runs, {
          signal,
          onBytes: (done, total) => progress?.({ phase: "resume", done, total, unit: "bytes" }),
        });
      }
      this.#staging.goOn();
      this.#isKept = true;
      return reopenSnapshot(this.#request, this.#checked, spool, kept.state);
    });
  }

  /**
   * Leaves the snapshot to a later run, if it certainly holds what the sources hold: they had not just been written when they were read.
   * Throws SOURCE_CHANGED where they are not what they were before that.
   */
  async keepSnapshot(snapshot: Snapshot): Promise<void> {
    const { states } = this.#survey;
    const after = await surveyUnchanged(this.#checked, this.#survey, this.#request.signal);
    const fingerprint = this.#fingerprint;
    if (fingerprint === undefined) return;
    const { takenAt } = this.#staging;
    if (states.some(({ state }) => state === undefined || state.settledAt >= takenAt)) return;
    if (fingerprintOf(this.#request, this.#checked, after) !== fingerprint) return;
    const kept: KeptSnapshot = { fingerprint, state: snapshot.state };
    writeChecked(this.#checked.files, this.#staging.snapshotFile, kept);
    this.#isKept = true;
  }

  /** What a killed run had made and named, if it is whole at `out`. */
  async findResult<T extends { readonly manifestDigest: Digest }>(out: string): Promise<T | undefined> {
    const { files } = this.#checked;
    const { progress, signal } = this.#request;
    return this.#unlessBroken(async () => {
      const kept = this.#readOwn(this.#staging.resultFile) as KeptResult<T> | undefined;
      if (kept === undefined || kept.fingerprint !== this.#fingerprint || files.look(out) === undefined) return undefined;
      await selfCheck(out, kept.result, { progress, signal });
      return kept.result;
    });
  }

  /** Says, before the bundle gets its name, what it is. */
  keepResult(result: object): void {
    if (this.#isKept) writeChecked(this.#checked.files, this.#staging.resultFile, { fingerprint: this.#fingerprint, result });
  }

  /** `undefined` too where another user wrote it, or may have. */
  #readOwn(path: string): unknown {
    const { files } = this.#checked;
    return isOwn(files, path) ? readChecked(files, path) : undefined;
  }

  async #unlessBroken<T>(find: () => Promise<T | undefined>): Promise<T | undefined> {
    if (this.#fingerprint === undefined) return undefined;
    try {
      return await find();
    } catch (error) {
      if (this.#request.signal?.aborted === true || !(error instanceof ExportError)) throw error;
      return undefined;
    }
  }
}
