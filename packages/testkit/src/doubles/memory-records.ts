// The sorted records of a run over documents in memory. It is stricter than a run: what an adapter must not count on, it breaks.
import {
  appendAliasesLength,
  ByteBuffer,
  canonicalizeBytes,
  compareBytes,
  concatBytes,
  encodeUtf8,
  equalBytes,
  isKind,
  type Kind,
  KINDS,
  RecordBatch,
  type RecordSet,
} from "@stella-export/core";
import { nodeSha256 } from "@stella-export/core/node";
import { bytesOf, DEFAULT_SOURCE, idOf, type MemoryDocument, pathOf } from "./memory-document.js";

export interface MemoryRecordsOptions {
  /** Records in a batch. Default 500. */
  readonly batchSize?: number;
  /** Leaves batches as they are after their use. Default false: an adapter that counts on it must fail. */
  readonly keepsMemory?: boolean;
  /** As of a run with a policy. */
  readonly policySource?: string;
  /** What is no record and heard all the same. */
  readonly heard?: readonly MemoryDocument[];
}

interface Entry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** Bytes of the source document's digest at the end of a key, which do not make another record. */
const SOURCE_DIGEST_BYTES = 32;

/**
 * The documents as records: canonical, in key order, the same key once. As soon as the next batch is asked for, the memory of the one
 * before is overwritten with 0xFF; a second iteration while one is open is a TypeError.
 */
export function memoryRecords(documents: readonly MemoryDocument[], options: MemoryRecordsOptions = {}): RecordSet {
  const { batchSize = 500, keepsMemory = false, policySource, heard = [] } = options;
  const records = sortedByKind(documents);
  const aside = sortedByKind(heard);
  let open = false;
  async function* read(kind: Kind, entries: readonly Entry[] = []): AsyncGenerator<RecordBatch, void> {
    if (open) throw new TypeError("the records are iterated one at a time");
    open = true;
    try {
      for (let at = 0; at < entries.length; at += batchSize) {
        const batch = toBatch(kind, entries.slice(at, at + batchSize));
        try {
          yield batch;
        } finally {
          if (!keepsMemory) batch.slab.fill(0xff);
        }
      }
    } finally {
      open = false;
    }
  }
  return {
    kinds: KINDS.filter((kind) => records.has(kind)),
    policySource,
    batches: (kind) => read(kind, records.get(kind)),
    heard: (kind) => read(kind, aside.get(kind)),
  };
}

function sortedByKind(documents: readonly MemoryDocument[]): Map<Kind, Entry[]> {
  const byKind = new Map<Kind, Entry[]>();
  for (const [i, document] of documents.entries()) {
    if (!isKind(document.kind)) throw new TypeError(`no kind of record: ${String(document.kind)}`);
    const entries = byKind.get(document.kind);
    if (entries === undefined) byKind.set(document.kind, [toEntry(document, i)]);
    else entries.push(toEntry(document, i));
  }
  for (const [kind, entries] of byKind) byKind.set(kind, withoutDuplicates(entries));
  return byKind;
}

function toBatch(kind: Kind, entries: readonly Entry[]): RecordBatch {
  const slab = concatBytes(entries.flatMap(({ key, value }) => [key, value]));
  const batch = new RecordBatch(kind, slab);
  let at = 0;
  for (const { key, value } of entries) {
    batch.push(at, at + key.length, at + key.length + value.length);
    at += key.length + value.length;
  }
  return batch;
}

/** Key and value as RecordBatch says that they lie in its slab. */
function toEntry(document: MemoryDocument, index: number): Entry {
  const bytes = bytesOf(document);
  const canonical = canonicalizeBytes(bytes);
  const names = [document.source ?? DEFAULT_SOURCE, pathOf(document, index), idOf(document)];
  const value = new ByteBuffer();
  value.append(canonical);
  value.appendText(JSON.stringify(document.aliases ?? []));
  appendAliasesLength(value, value.length - canonical.length);
  return {
    key: concatBytes([
      Uint8Array.of(KINDS.indexOf(document.kind)),
      ...names.map((name) => encodeUtf8(`${name}\0`)),
      nodeSha256.hash(canonical),
      nodeSha256.hash(bytes),
    ]),
    value: value.view(),
  };
}

function withoutDuplicates(entries: readonly Entry[]): Entry[] {
  const sorted = entries.toSorted((a, b) => compareBytes(a.key, b.key));
  const identity = ({ key }: Entry): Uint8Array => key.subarray(0, key.length - SOURCE_DIGEST_BYTES);
  return sorted.filter((entry, i) => {
    const before = sorted[i - 1];
    return before === undefined || !equalBytes(identity(before), identity(entry));
  });
}
