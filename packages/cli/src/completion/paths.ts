// Paths that begin as a word does, for shells that cannot find them themselves.
import { readdirSync } from "node:fs";
import { compareUtf8 } from "@stella-export/core";

const MAX_PATHS = 500;
/** Other names would need quotes, which differ from shell to shell. */
const PLAIN = /^[A-Za-z0-9_@%+:,.-]+$/;

/** Folders end in `/`. A folder that cannot be read has none. */
export function listPaths(word: string): string[] {
  const cut = word.lastIndexOf("/") + 1;
  const [folder, start] = [word.slice(0, cut), word.slice(cut)];
  try {
    return readdirSync(folder === "" ? "." : folder, { withFileTypes: true })
      .filter(({ name }) => name.startsWith(start) && PLAIN.test(name) && (start !== "" || !name.startsWith(".")))
      .map((entry) => `${folder}${entry.name}${entry.isDirectory() ? "/" : ""}`)
      .toSorted(compareUtf8)
      .slice(0, MAX_PATHS);
  } catch {
    return []; // Completion never complains.
  }
}
