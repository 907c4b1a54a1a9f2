// The quality gate of a run: opened before the long work, asked once the database is written, and silent where it passes.
import { type Comparison, ExportError, type Output, type ScratchFile } from "@stella-export/core";
import { openBolt } from "../bolt/bolt-reader.js";
import { cachedSource } from "../bolt/file-bytes.js";
import { describeShortfall, judgeNumbers, refusalText } from "./judge.js";
import type { DatabaseNumbers } from "./numbers.js";
import { previousNumbers } from "./previous-numbers.js";
import { askProbes, describeProbe, parseProbes, type Probe, type ProbeAnswer } from "./probes.js";
import { type QualityReport, writeReport } from "./report.js";

export class QualityGate {
  readonly #before: DatabaseNumbers | undefined;
  readonly #previous: QualityReport["previous"];
  readonly #probes: readonly Probe[];

  private constructor(before: DatabaseNumbers | undefined, previous: QualityReport["previous"], probes: readonly Probe[]) {
    this.#before = before;
    this.#previous = previous;
    this.#probes = probes;
  }

  /** `version`: of the adapter. Throws PROBES_INVALID, and what reading the bundle before throws. */
  static async open({ previous, probes }: Comparison, version: string, output: Pick<Output, "scratch" | "signal">): Promise<QualityGate> {
    const asked = probes === undefined ? [] : parseProbes(probes);
    if (previous === undefined) return new QualityGate(undefined, null, asked);
    const { exportId, contentDigest, sequence } = previous.manifest;
    return new QualityGate(await previousNumbers(previous, version, output), { exportId, contentDigest, sequence }, asked);
  }

  /** Judges the finished database and writes the report. Throws QUALITY_GATE, with the numbers. */
  async pass(now: DatabaseNumbers, file: ScratchFile, output: Output): Promise<void> {
    const answers = this.#ask(file);
    const lost = answers.filter(({ isAsExpected }) => !isAsExpected).map(describeProbe);
    const reasons = [...lost, ...judgeNumbers(this.#before, now).map(describeShortfall)];
    // Without anything to hold it against, an empty database is made, and named so: `install` does not take it.
    const isAsked = this.#before !== undefined || this.#probes.length > 0;
    if (isAsked && reasons.length > 0) throw new ExportError("ERR_EXPORT_QUALITY_GATE", refusalText(reasons));
    const verdict = isAsked ? "passed" : reasons.length > 0 ? "empty" : "not-compared";
    await writeReport({ verdict, now, before: this.#before ?? null, previous: this.#previous, probes: answers }, output);
  }

  #ask(file: ScratchFile): readonly ProbeAnswer[] {
    if (this.#probes.length === 0) return [];
    const source = cachedSource(file.sizeBytes, (into, at) => file.read(into, at));
    return askProbes(openBolt(source), this.#probes);
  }
}
