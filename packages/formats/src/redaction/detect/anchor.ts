// What gives a find away from afar: a few bytes that stand in whatever a detector finds. It knows how they are told, not what follows.
import type { Scan } from "./scan.js";

/** Called with the position at which the anchor's text stands. Adds to the finds, or not; reads a bounded or remembered stretch. */
export type Detect = (scan: Scan, at: number) => void;

export interface Anchor {
  /** ASCII; in lower case where `fold` is set. */
  readonly text: string;
  /**
   * Places in `text` of pairs of bytes, at least one even and one odd (or another anchor has the other): whichever way a document lies in
   * memory, the search, which reads every second pair, meets one of them. They should be rare in evidence, since every meeting costs a
   * closer look. A place may be -1 or reach behind the text: any byte may then stand there.
   */
  readonly pairs: readonly number[];
  /** True where upper and lower case are the same. */
  readonly fold: boolean;
  readonly detect: Detect;
}
