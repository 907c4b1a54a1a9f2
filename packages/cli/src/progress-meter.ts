// How fast and how long yet, from the numbers that long work reports. It knows no terminal and is told what time it is.
import type { Phase, Progress } from "@stella-export/core";
import { countText, sizeText, spanText } from "./output/quantities.js";

/** The rate is that of the last five seconds: twenty samples, a quarter of a second apart. */
const SAMPLES = 20;
const SAMPLE_MS = 250;
/** Below this a rate says nothing. */
const MIN_RATED_MS = 500;

const VERBS: Readonly<Record<Phase, string>> = {
  survey: "looking",
  read: "reading",
  resume: "resuming",
  render: "writing",
  seal: "sealing",
  verify: "verifying",
  publish: "publishing",
};

export class ProgressMeter {
  #samples: { readonly atMs: number; readonly done: number }[] = [];
  #latest: Progress | undefined;

  /** Share that is done, from 0 to 1; `undefined` while the end is not known. */
  get share(): number | undefined {
    const { done, total } = this.#latest ?? { done: 0, total: null };
    return total === null || total <= 0 ? undefined : Math.min(1, done / total);
  }

  /** May be called any number of times a second. */
  update(progress: Progress, nowMs: number): void {
    if (progress.phase !== this.#latest?.phase || progress.done < this.#latest.done) this.#samples = [];
    this.#latest = progress;
    const last = this.#samples.at(-1);
    if (last !== undefined && nowMs - last.atMs < SAMPLE_MS) return;
    this.#samples.push({ atMs: nowMs, done: progress.done });
    if (this.#samples.length > SAMPLES) this.#samples.shift();
  }

  /** `reading`, padded so that the line does not jump from phase to phase. */
  get verb(): string {
    return (this.#latest === undefined ? "" : VERBS[this.#latest.phase]).padEnd(10);
  }

  /** `12,345/79,679 documents  8,123/s  8 seconds left`. */
  text(nowMs: number): string {
    const progress = this.#latest;
    if (progress === undefined) return "";
    const { done, total, unit } = progress;
    const amount = unit === "bytes" ? sizeText : countText;
    const parts = [`${total === null ? amount(done) : `${amount(done)}/${amount(total)}`}${unit === "bytes" ? "" : ` ${unit}`}`];
    const rate = this.#rate(done, nowMs);
    if (rate !== undefined) {
      parts.push(unit === "bytes" ? `${(rate / 1e6).toFixed(1)} MB/s` : `${countText(rate)}/s`);
      if (total !== null && rate > 0 && total > done) parts.push(`${spanText(Math.ceil((total - done) / rate))} left`);
    }
    return parts.join("  ");
  }

  /** Units a second. */
  #rate(done: number, nowMs: number): number | undefined {
    const [first] = this.#samples;
    if (first === undefined || nowMs - first.atMs < MIN_RATED_MS) return undefined;
    return ((done - first.done) * 1000) / (nowMs - first.atMs);
  }
}
