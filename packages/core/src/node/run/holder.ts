// Who holds a folder: a process, told apart from a later one that was given the same number. It knows no folder.
import { hash } from "node:crypto";
import { readFileSync } from "node:fs";

const NAME = /^holder-([1-9]\d{0,9})-([0-9a-f]+)$/;
/** Where it is not known when a process began. */
const UNKNOWN = "0";

/** Name of the file by which this process holds a folder. */
export function holderName(): string {
  return holderNameOf(process.pid);
}

/** Name of the file by which a living process would hold a folder. */
export function holderNameOf(pid: number): string {
  return `holder-${pid}-${birthOf(pid) ?? UNKNOWN}`;
}

export function isHolderName(name: string): boolean {
  return NAME.test(name);
}

/** Number of the process that bears the name and lives; `undefined` where there is none any more. */
export function livingHolder(name: string): number | undefined {
  const [, pidText = "", birth = ""] = NAME.exec(name) ?? [];
  const pid = Number(pidText);
  if (pid === 0 || !isAlive(pid)) return undefined;
  const now = birthOf(pid);
  // In doubt it lives: to be refused is better than to be two.
  return now === undefined || birth === UNKNOWN || now === birth ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** What tells the process from all others that ever had its number: when it began, and in which life of the machine (Linux). */
function birthOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // proc_pid_stat(5): the name in parentheses may hold spaces; the 20th field behind it is the start, in ticks since boot.
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return ticks === undefined
      ? undefined
      : hash("sha256", `${readFileSync("/proc/sys/kernel/random/boot_id", "latin1")} ${ticks}`).slice(0, 12);
  } catch {
    return undefined;
  }
}
