// The same documents in every form that a source can have, each with its documents in a given order. It knows file names, not documents.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hash } from "node:crypto";
import { dirname, join } from "node:path";

/** Forms in which paths, and so the keys of records, are the same. */
export const FORMS = ["folder", "zip", "tar.gz", "tar.zst"];
export const ORDERS = ["sorted", "reversed", "shuffled"];

/** Path of the documents of `folder` in a form; made once, below `work`. */
export function evidenceAs(form, order, folder, work) {
  const path = join(work, `${hash("sha256", folder).slice(0, 8)}-${order}${form === "folder" ? "" : `.${form}`}`);
  if (!existsSync(path)) MAKERS[form](arranged(filesIn(folder), order), folder, path);
  return path;
}

/** The documents as lines of one file, which has the same name whatever their order: it is a part of each record's key. */
export function linesOf(order, folder, work) {
  const path = join(work, `${hash("sha256", folder).slice(0, 8)}-lines-${order}`, "all.jsonl");
  if (existsSync(path)) return path;
  const lines = filesIn(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.stringify(JSON.parse(readFileSync(join(folder, name), "utf8"))));
  mkdirSync(dirname(path));
  writeFileSync(
    path,
    `${arranged(
      lines.toSorted((a, b) => (a < b ? -1 : 1)),
      order,
    ).join("\n")}\n`,
  );
  return path;
}

const MAKERS = {
  /** The entries are created in the order, so that the file system lists them in another one. */
  folder(names, from, to) {
    for (const name of names) {
      mkdirSync(dirname(join(to, name)), { recursive: true });
      cpSync(join(from, name), join(to, name));
    }
  },
  zip: (names, from, to) => pack("zip", ["-q", "-@", to], names, from),
  "tar.gz": (names, from, to) => tar(names, from, to, ["--gzip"]),
  "tar.zst": (names, from, to) => tar(names, from, to, ["--zstd"]),
};

function tar(names, from, to, compression) {
  pack("tar", ["--create", "--no-recursion", "--verbatim-files-from", "--files-from=-", ...compression, "--file", to], names, from);
}

function pack(program, args, names, cwd) {
  const result = spawnSync(program, args, { cwd, input: `${names.join("\n")}\n`, encoding: "utf8" });
  if (result.status !== 0) throw new Error(`${program} ended with ${result.status}: ${result.stderr}`);
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted((a, b) => (a < b ? -1 : 1));
}

function arranged(sorted, order) {
  if (order === "sorted") return sorted;
  if (order === "reversed") return sorted.toReversed();
  const keyed = sorted.map((item) => [hash("sha256", `${order} ${item}`), item]);
  return keyed.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}
