// What detectors found in one document: ranges of bytes, each by one rule. It knows numbers, not what they stand for.
import { releaseBytes } from "@stella-export/core";

export class Finds {
  count = 0;
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  rules = new Uint8Array(64);
  /** 1 where the find is sure whatever the field, since nothing else looks like it; 0 where an identifier may look the same. */
  sure = new Uint8Array(64);

  clear(): void {
    this.count = 0;
  }

  /** Adds a find. Finds mostly come in order of their starts, and are kept in it. */
  add(start: number, end: number, rule: number, isSure: boolean): void {
    if (this.count === this.starts.length) this.#grow();
    const { starts, ends, rules, sure } = this;
    let i = this.count++;
    for (; i > 0 && (starts[i - 1] as number) > start; i--) {
      starts[i] = starts[i - 1] as number;
      ends[i] = ends[i - 1] as number;
      rules[i] = rules[i - 1] as number;
      sure[i] = sure[i - 1] as number;
    }
    starts[i] = start;
    ends[i] = end;
    rules[i] = rule;
    sure[i] = isSure ? 1 : 0;
  }

  #grow(): void {
    const length = this.count * 2;
    const { starts, ends, rules, sure } = this;
    this.starts = new Int32Array(length);
    this.ends = new Int32Array(length);
    this.rules = new Uint8Array(length);
    this.sure = new Uint8Array(length);
    this.starts.set(starts);
    this.ends.set(ends);
    this.rules.set(rules);
    this.sure.set(sure);
    for (const table of [starts, ends, rules, sure]) releaseBytes(table);
  }
}
