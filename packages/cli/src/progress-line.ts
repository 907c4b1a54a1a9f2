// The progress of long work as one line on stderr, taken away at the end. Only a terminal gets it.
import type { ProgressHook } from "@stella-export/core";
import { ProgressMeter } from "./progress-meter.js";
import type { Session } from "./session.js";

const FRAMES_PER_SECOND = 8;
const BAR_WIDTH = 24;
/** Of a terminal that does not know how wide it is. */
const DEFAULT_COLUMNS = 80;

/** Runs the work with a hook that shows how far it is, or without one where nobody watches. */
export async function withProgress<T>(session: Session, work: (progress: ProgressHook | undefined) => Promise<T>): Promise<T> {
  if (!session.showsProgress) return work(undefined);
  const { BarFormat, SingleBar } = await loadBars();
  const meter = new ProgressMeter();
  const bar = new SingleBar({
    stream: process.stderr,
    fps: FRAMES_PER_SECOND,
    barsize: BAR_WIDTH,
    clearOnComplete: true,
    gracefulExit: false, // signals are the session's affair
    linewrap: true, // left as it is, so that an end by force leaves the terminal as it was; the line is cut instead
    format(options) {
      const { share } = meter;
      const picture = share === undefined ? "" : `[${BarFormat(share, options)}] ${Math.floor(share * 100)}%  `;
      return `${meter.verb} ${picture}${meter.text(performance.now())}`.slice(0, (process.stderr.columns || DEFAULT_COLUMNS) - 1);
    },
  });
  bar.start(1, 0);
  let drawnMs = 0;
  try {
    return await work((progress) => {
      const nowMs = performance.now();
      meter.update(progress, nowMs);
      if (nowMs - drawnMs < 1000 / FRAMES_PER_SECOND) return;
      drawnMs = nowMs;
      bar.update(0); // draws also while the work leaves the event loop no turn
    });
  } finally {
    bar.stop();
  }
}

async function loadBars() {
  const { Format, SingleBar } = (await import("cli-progress")).default;
  return { BarFormat: Format.BarFormat, SingleBar };
}
