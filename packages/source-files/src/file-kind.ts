// Which files are read, told by the end of their name (contract: Sources). What is in them is told by their shape.

/** Archives; what is in one is read as if it were a folder. */
export type ArchiveKind = "zip" | "tar" | "tar.gz" | "tar.zst";
export type FileKind = "document" | "lines" | "csv" | ArchiveKind | "other";

const KINDS: readonly (readonly [ending: string, kind: FileKind])[] = [
  [".json", "document"],
  [".sarif", "document"],
  [".jsonl", "lines"],
  [".ndjson", "lines"],
  [".csv", "csv"],
  [".zip", "zip"],
  [".tar", "tar"],
  [".tar.gz", "tar.gz"],
  [".tgz", "tar.gz"],
  [".tar.zst", "tar.zst"],
];

/** What is read, for messages. */
export const READABLE = KINDS.map(([ending]) => ending).join(", ");

export function fileKind(name: string): FileKind {
  const lower = name.toLowerCase();
  return KINDS.find(([ending]) => lower.endsWith(ending))?.[1] ?? "other";
}

export function isArchive(kind: FileKind): kind is ArchiveKind {
  return kind === "zip" || kind.startsWith("tar");
}
