// Says where two sets of files differ: which file, and which is the first byte.
import { fail } from "node:assert/strict";
import { encodeUtf8 } from "@stella-export/core";
import type { MemoryFile } from "./doubles/memory-output.js";

/** Bytes shown before and after the first that differs. */
const CONTEXT = 16;

/** Fails with the first difference, by path. */
export function assertSameFiles(what: string, expected: ReadonlyMap<string, MemoryFile>, actual: ReadonlyMap<string, MemoryFile>): void {
  const difference = fileDifference(bytesOf(expected), bytesOf(actual)) ?? detailDifference(expected, actual);
  if (difference !== undefined) fail(`${what}: ${difference}`);
}

/** `undefined` where both hold the same files with the same bytes. */
export function fileDifference(
  expected: ReadonlyMap<string, Uint8Array | string>,
  actual: ReadonlyMap<string, Uint8Array | string>,
): string | undefined {
  const paths = [...new Set([...expected.keys(), ...actual.keys()])].toSorted((a, b) => (a < b ? -1 : 1));
  for (const path of paths) {
    const [before, after] = [expected.get(path), actual.get(path)];
    if (before === undefined) return `${path} is there only here`;
    if (after === undefined) return `${path} is missing here`;
    const difference = byteDifference(toBytes(before), toBytes(after));
    if (difference !== undefined) return `${path} ${difference}`;
  }
  return undefined;
}

/** `undefined` where both are the same bytes. */
export function byteDifference(expected: Uint8Array, actual: Uint8Array): string | undefined {
  const length = Math.min(expected.length, actual.length);
  let at = 0;
  while (at < length && expected[at] === actual[at]) at++;
  if (at === expected.length && at === actual.length) return undefined;
  return `differs from byte ${at} on: ${show(expected, at)} (${expected.length} bytes) before, ${show(actual, at)} (${actual.length} bytes) here`;
}

export function toBytes(value: Uint8Array | string): Uint8Array {
  return typeof value === "string" ? encodeUtf8(value) : value;
}

function show(bytes: Uint8Array, at: number): string {
  return JSON.stringify(new TextDecoder().decode(bytes.subarray(Math.max(0, at - CONTEXT), at + CONTEXT)));
}

function bytesOf(files: ReadonlyMap<string, MemoryFile>): Map<string, Uint8Array> {
  return new Map([...files].map(([path, { bytes }]) => [path, bytes]));
}

function detailDifference(expected: ReadonlyMap<string, MemoryFile>, actual: ReadonlyMap<string, MemoryFile>): string | undefined {
  for (const [path, { bytes: _, ...before }] of expected) {
    const { bytes: __, ...after } = actual.get(path) as MemoryFile;
    if (JSON.stringify(before) !== JSON.stringify(after))
      return `${path} was ${JSON.stringify(before)} before and is ${JSON.stringify(after)} here`;
  }
  return undefined;
}
