// A database out of the archive that trivy:db writes, for tests.
import { decodeUtf8, readTar } from "@stella-export/core";
import { expect } from "vitest";
import { checkBolt } from "../bolt/bolt-check.js";
import { openBolt } from "../bolt/bolt-reader.js";
import { memorySource } from "../bolt/byte-source.js";

/** Files of a tar, by name. */
export async function unpacked(tar: Uint8Array): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield tar;
  }
  for await (const entry of readTar(chunks())) {
    const parts: Uint8Array[] = [];
    for await (const part of entry.chunks()) parts.push(part.slice());
    files.set(entry.path, Buffer.concat(parts));
  }
  return files;
}

/** Every value, by the names of its buckets and its key. The file is checked on the way. */
export async function databaseOf(tar: Uint8Array): Promise<Map<string, unknown>> {
  const bytes = (await unpacked(tar)).get("trivy.db") ?? new Uint8Array(0);
  expect(checkBolt(memorySource(bytes)).problems).toEqual([]);
  const values = new Map<string, unknown>();
  const walk = (bucket: ReturnType<typeof openBolt>, path: readonly string[]): void => {
    for (const entry of bucket.entries()) {
      const place = [...path, decodeUtf8(entry.key)];
      if (entry.value === undefined) walk(bucket.bucket(entry.key) as ReturnType<typeof openBolt>, place);
      else values.set(place.join(" | "), JSON.parse(decodeUtf8(entry.value)));
    }
  };
  walk(openBolt(memorySource(bytes)), []);
  return values;
}
