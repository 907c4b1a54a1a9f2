// The built command as tests use it: a process of its own in a small, known environment. For tests only.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const MAIN = join(import.meta.dirname, "../dist/main.js");

export interface Outcome {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StellaOptions {
  readonly cwd?: string;
  /** What stands on standard input; nothing by default. */
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

const ENVIRONMENT = { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: "/nonexistent", LANG: "C.UTF-8" };

/** Runs the command to its end. */
export async function stella(args: readonly string[], options: StellaOptions = {}): Promise<Outcome> {
  const child = startStella(args, options);
  child.stdin?.on("error", () => {}); // it may end without reading
  child.stdin?.end(options.input ?? "");
  return outcomeOf(child);
}

/** Starts the command; standard input stays open. */
export function startStella(args: readonly string[], options: StellaOptions = {}): ChildProcess {
  return startProcess(process.execPath, [MAIN, ...args], options);
}

export function startProcess(command: string, args: readonly string[], { cwd, env }: StellaOptions = {}): ChildProcess {
  return spawn(command, args, { ...(cwd === undefined ? {} : { cwd }), env: { ...ENVIRONMENT, ...env } });
}

export async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) child[name]?.setEncoding("utf8").on("data", (text: string) => (texts[name] += text));
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.on("error", reject).on("close", (...end) => resolve(end));
  });
  return { code, signal, ...texts };
}

export interface ErrorLine {
  readonly code: string;
  readonly message: string;
  readonly [name: string]: unknown;
}

/** The JSON objects of stderr, one a line. */
export function errorLines({ stderr }: Outcome): ErrorLine[] {
  return stderr
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as ErrorLine);
}

export function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), "stella-cli-"));
}

/** An OSV advisory. */
export function advisory(id: string, more: object = {}): string {
  return JSON.stringify({ schema_version: "1.7.3", id, modified: "2026-03-04T05:06:07Z", affected: [], ...more });
}

/** A source of three advisories, one of them twice, and a file that is no evidence. */
export function writeEvidence(folder: string): string {
  const evidence = join(folder, "evidence");
  mkdirSync(join(evidence, "more"), { recursive: true });
  writeFileSync(join(evidence, "a.json"), advisory("OSV-1", { aliases: ["CVE-2026-1"] }));
  writeFileSync(join(evidence, "more", "b.json"), advisory("OSV-2", { modified: "2026-01-01T00:00:00Z" }));
  writeFileSync(join(evidence, "lines.jsonl"), `${advisory("OSV-3")}\n${advisory("OSV-3")}\n`);
  writeFileSync(join(evidence, "notes.txt"), "nothing");
  return evidence;
}
