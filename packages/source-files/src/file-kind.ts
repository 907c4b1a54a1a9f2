// Which files are read, told by the end of their name (contract: Sources). What is in them is told by their shape.

export type FileKind = "document" | "lines" | "unsupported" | "other";

const KINDS: readonly (readonly [ending: string, kind: FileKind])[] = [
  [".json", "document"],
  [".sarif", "document"],
  [".jsonl", "lines"],
  [".ndjson", "lines"],
  // Part of the contract, not yet read here: refused, because passing over them in silence would be a miss.
  [".csv", "unsupported"],
  [".zip", "unsupported"],
  [".tar", "unsupported"],
  [".tar.gz", "unsupported"],
  [".tgz", "unsupported"],
  [".tar.zst", "unsupported"],
];

/** What is read, for messages. */
export const READABLE = ".json, .sarif, .jsonl, .ndjson";

export function fileKind(name: string): FileKind {
  const lower = name.toLowerCase();
  return KINDS.find(([ending]) => lower.endsWith(ending))?.[1] ?? "other";
}
