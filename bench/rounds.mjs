// Two sides of one measurement, taken in turns: A B A B …, so that whatever else the machine does meets both alike.
// It knows numbers, not what is measured.

/**
 * Measures `ours` against `peer`, functions that do the work once and give the seconds or nothing (then they are timed).
 * `amount` is what one run works through, in millions of what `unit` counts per second (bytes for MB/s).
 */
export async function measureRow({ name, peerName, unit, amount, rounds, ours, peer, log }) {
  const runs = [];
  await ours(); // both warm: code compiled, files in the page cache
  await peer();
  for (let i = 0; i < rounds; i++) {
    const run = { ours: amount / (await secondsOf(ours)) / 1e6, peer: amount / (await secondsOf(peer)) / 1e6 };
    runs.push({ ours: significant(run.ours), peer: significant(run.peer) });
    log(`${name}: round ${i + 1} of ${rounds}: ${significant(run.ours)} against ${significant(run.peer)} ${unit} (${peerName})`);
  }
  return rowOf({ name, peerName, unit, runs });
}

function rowOf({ name, peerName, unit, runs }) {
  return {
    name,
    ours: median(runs.map((run) => run.ours)),
    peer: median(runs.map((run) => run.peer)),
    peerName,
    ratio: ratioOf(runs.map((run) => run.ours / run.peer)),
    unit,
    runs,
  };
}

function ratioOf(ratios) {
  return Math.round(median(ratios) * 1000) / 1000;
}

/**
 * Measures several sides in turns, A B C A B C …, and compares pairs of them. `sides` are functions by name, each giving `seconds` and
 * `cpuSeconds`; `pairs` are `{ name, ours, peer, peerName }` with names of sides. Rows carry CPU seconds too: on a busy machine they tell more.
 */
export async function measureSides({ sides, pairs, unit, amount, rounds, log }) {
  const taken = [];
  for (const work of Object.values(sides)) await work(); // warm: files in the page cache
  for (let i = 0; i < rounds; i++) {
    const round = {};
    for (const [side, work] of Object.entries(sides)) {
      round[side] = await work();
      log(`${side}: round ${i + 1} of ${rounds}: ${significant(round[side].seconds)} s, ${significant(round[side].cpuSeconds)} s of CPU`);
    }
    taken.push(round);
  }
  return pairs.map(({ ours, peer, ...row }) => {
    const runs = taken.map((round) => ({
      ours: significant(amount / round[ours].seconds / 1e6),
      peer: significant(amount / round[peer].seconds / 1e6),
      oursCpuSeconds: significant(round[ours].cpuSeconds),
      peerCpuSeconds: significant(round[peer].cpuSeconds),
    }));
    return { ...rowOf({ ...row, unit, runs }), cpuRatio: ratioOf(runs.map((run) => run.peerCpuSeconds / run.oursCpuSeconds)) };
  });
}

/** A row for what may be at most `limit`, in the same unit; ratio > 1: it is less. */
export function limitRow({ name, unit, values, limit }) {
  const runs = values.map((value) => ({ ours: significant(value), peer: limit }));
  return { ...rowOf({ name, unit, runs, peerName: "the limit" }), ratio: ratioOf(values.map((value) => limit / value)) };
}

/** A row that could not be measured, and what to do about it. The benchmark then fails, after all other rows. */
export function failedRow({ name, peerName, unit, error }) {
  return { name, ours: null, peer: null, peerName, ratio: null, unit, runs: [], error };
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return significant(sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
}

/** (max - min) / median. */
export function spread(values) {
  return (Math.max(...values) - Math.min(...values)) / median(values);
}

async function secondsOf(work) {
  const started = performance.now();
  const seconds = await work();
  return typeof seconds === "number" ? seconds : (performance.now() - started) / 1000;
}

function significant(value) {
  return Number(value.toPrecision(4));
}
