import { expect, test } from "vitest";
import { ProgressMeter } from "./progress-meter.js";

test("rate and time left follow the last seconds and start anew with each phase", () => {
  const meter = new ProgressMeter();
  expect([meter.text(0), meter.share]).toEqual(["", undefined]);
  meter.update({ phase: "read", done: 0, total: 10_000, unit: "documents" }, 0);
  expect(meter.text(100)).toBe("0/10,000 documents");
  for (let ms = 250; ms <= 2000; ms += 250) meter.update({ phase: "read", done: ms * 2, total: 10_000, unit: "documents" }, ms);
  expect(meter.text(2000)).toBe("4,000/10,000 documents  2,000/s  3 seconds left");
  expect([meter.verb.trim(), meter.share]).toEqual(["reading", 0.4]);
  for (let ms = 2250; ms <= 12_000; ms += 250)
    meter.update({ phase: "read", done: 4000 + (ms - 2000) / 10, total: 10_000, unit: "documents" }, ms);
  expect(meter.text(12_000)).toBe("5,000/10,000 documents  100/s  50 seconds left");
  meter.update({ phase: "verify", done: 0, total: 5_000_000, unit: "bytes" }, 12_100);
  meter.update({ phase: "verify", done: 2_000_000, total: 5_000_000, unit: "bytes" }, 13_100);
  expect(meter.text(13_100)).toBe("1.9 MiB/4.8 MiB  2.0 MB/s  2 seconds left");
});

test("without a known end: count and rate, no share and no time left", () => {
  const meter = new ProgressMeter();
  meter.update({ phase: "read", done: 0, total: null, unit: "documents" }, 0);
  meter.update({ phase: "read", done: 3000, total: null, unit: "documents" }, 1000);
  expect([meter.text(1000), meter.share]).toEqual(["3,000 documents  3,000/s", undefined]);
});
