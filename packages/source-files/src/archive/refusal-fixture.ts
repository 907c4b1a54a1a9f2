// Runs exports over an archive that must be refused and tells what was wrong with the refusal. Test-only: not exported from the package.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Adapter, DEFAULT_LIMITS, ExportError, KINDS } from "@stella-export/core";
import { run } from "@stella-export/core/node";
import { FileSource } from "../file-source.js";
import type { ArchiveLimits } from "./archive-limits.js";
import { tarMember, tarOf } from "./tar-fixture.js";
import { zipOf } from "./zip-fixture.js";

/** An archive that must be refused. */
export interface Hostile {
  readonly title: string;
  readonly bytes: Uint8Array | (() => Uint8Array);
  readonly code: `ERR_EXPORT_${string}`;
  /** Member that the message must name. */
  readonly member?: string;
  /** Path that the refusal must carry, where that is not the member's: of an archive in the archive. */
  readonly place?: string;
  readonly limits?: Partial<ArchiveLimits>;
}

/** Takes all records and writes nothing. */
const NOTHING: Adapter = { name: "test:nothing", version: "1", kinds: KINDS, parseOptions: () => ({}), render: async () => {} };

/**
 * An export of `path` with rejects reported and unknown documents accepted: only what refuses a source whole ends it with an error.
 *
 * @public The bombs call it from a process of their own.
 */
export async function exportFrom(path: string, out: string, limits?: Partial<ArchiveLimits>): Promise<void> {
  const profile = {
    apiVersion: "stellaops.io/export.v1",
    kind: "ExportProfile",
    metadata: { name: "test:nothing" },
    spec: { kind: "test", variant: "nothing", quality: { rejects: "report", acceptUnknown: true } },
  } as const;
  await run({ profile, adapters: [NOTHING], sources: [new FileSource("evidence", path, limits)], out, asOf: 1_700_000_000 });
}

/** Reads the source to its end, which is what an export does first and by far the shortest part of it. */
async function readFrom(path: string, limits?: Partial<ArchiveLimits>): Promise<void> {
  for await (const _ of new FileSource("evidence", path, limits).read({ limits: DEFAULT_LIMITS }));
}

/**
 * Exports the archive as a source's PATH, and reads it in a folder, in a tar and in a zip; each must be refused with the code, naming source,
 * file and member, and leave nothing at its output or in `temporary`, where the process makes its temporary files. Returns what was not so.
 */
export async function refusalProblems(
  { bytes, code, member, place: within = member, limits }: Hostile,
  name: string,
  temporary: string,
): Promise<string[]> {
  const place = mkdtempSync(join(temporary, "place-"));
  try {
    const content = typeof bytes === "function" ? bytes() : bytes;
    const problems: string[] = [];
    for (const [path, file] of layOut(place, name, content)) {
      const out = join(place, "out", "bundle");
      const found = await refusal(() => (file === name ? exportFrom(path, out, limits) : readFrom(path, limits)));
      const expected = {
        code,
        exitCode: 2,
        left: [] as string[],
        spooled: [] as string[],
        path: within === undefined ? found.path : `${file}!/${within}`,
      };
      const { message, ...facts } = {
        ...found,
        left: list(join(place, "out")),
        spooled: list(temporary).filter((entry) => !entry.startsWith("place-")),
      };
      if (JSON.stringify(facts, Object.keys(facts).toSorted(byText)) !== JSON.stringify(expected, Object.keys(expected).toSorted(byText))) {
        problems.push(`${file}: ${JSON.stringify(facts)} and not ${JSON.stringify(expected)}: ${message}`);
      }
      const named = ["source evidence", file, ...(member === undefined ? [] : [JSON.stringify(member)])];
      problems.push(
        ...named.filter((part) => !message.includes(part)).map((part) => `${file}: the message does not name ${part}: ${message}`),
      );
      if (facts.path?.startsWith(file) !== true) problems.push(`${file}: the place is ${facts.path}`);
    }
    return problems;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Paths to export, and what the archive is called in each. */
function layOut(place: string, name: string, content: Uint8Array): (readonly [path: string, file: string])[] {
  const write = (path: string, bytes: Uint8Array | string): string => {
    writeFileSync(join(place, path), bytes);
    return join(place, path);
  };
  mkdirSync(join(place, "folder", "sub"), { recursive: true });
  mkdirSync(join(place, "out"));
  write("folder/sound.json", '{"sound":true}');
  write(`folder/sub/${name}`, content);
  const sound = { name: "sound.json", content: '{"sound":true}' };
  return [
    [write(name, content), name],
    [join(place, "folder"), `sub/${name}`],
    [write("outer.tar", tarOf(tarMember(sound.name, sound.content), tarMember(`in/${name}`, content))), `outer.tar!/in/${name}`],
    [write("outer.zip", zipOf([sound, { name: `in/${name}`, content, stored: true }])), `outer.zip!/in/${name}`],
  ];
}

async function refusal(work: () => Promise<void>): Promise<{ code: string; exitCode: number; message: string; path: string | undefined }> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ExportError)) throw error;
    return { code: error.code, exitCode: error.exitCode, message: error.message, path: error.place.path };
  }
  return { code: "accepted", exitCode: 0, message: "", path: undefined };
}

function list(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
