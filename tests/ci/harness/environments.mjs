// What may differ around a process without showing in what it makes: the axes as data, and a way to run a Node program in one choice of them.
// It knows no bundle: whoever uses it says what to run and compares what came out (see determinism.mjs).
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { killWhenThere } from "./killed-process.mjs";
import { nodeAt } from "./node-versions.mjs";

/** Values of each axis. The first one of each is how most people would run it. */
export const PROCESS_AXES = {
  tz: ["UTC", "GMT+12", "GMT-14", "Asia/Kolkata"],
  locale: ["C.UTF-8", "et_EE.UTF-8", "tr_TR.UTF-8", "ar_EG.UTF-8"],
  umask: ["0022", "0000", "0077"],
  cwd: ["plain", "/", "späced ☃"],
  home: ["plain", "/nonexistent", "späced ☃"],
  /** As libfaketime reads it: from a year on, at the end of 32 bits, and when Europe's clocks go forward. */
  clock: ["now", "+399d", "@2038-01-19 03:14:00", "@2027-03-28 00:59:58"],
  cpus: ["all", "one"],
  node: ["24.21.0", "22.22.2", "26.10.0"],
  noise: ["none", "loud"],
  /** Whether the command runs once, or is killed on the way and run again. */
  attempt: ["first", "resumed"],
};

/** Variables that programs like to heed. */
const NOISE = {
  USER: "somebody",
  COLUMNS: "40",
  NO_COLOR: "1",
  CI: "",
  NODE_OPTIONS: "--max-semi-space-size=2",
  UNRELATED: "x".repeat(4096),
};
const FAKETIME = ["/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1"];
/** How often a run may end before it can be killed. */
const ATTEMPTS = 5;

/**
 * Runs `node ...args` in an environment, below the folder `work`. With `attempt: "resumed"` the command is first killed as soon as `kill.when`
 * is there; `kill.reset` makes room for another try where it ended before. Returns `{status, stdout, stderr}` of the run that ended.
 * @param {Record<string, string>} environment one value of each axis in {@link PROCESS_AXES}; those not given take their first one
 * @param {{ args: string[], work: string, kill?: { when: string, reset: () => void } }} what
 */
export async function runIn(environment, { args, work, kill }) {
  const { command, options } = await commandIn(environment, args, work);
  if (environment.attempt === "resumed") {
    if (kill === undefined) throw new TypeError("what is resumed has to be killed first");
    for (let attempt = 1; !(await killWhenThere(command, kill.when, options)); attempt++) {
      kill.reset();
      if (attempt === ATTEMPTS)
        return { status: null, stdout: "", stderr: `ended ${ATTEMPTS} times before it could be killed at ${kill.when}` };
    }
    if (!existsSync(kill.when)) return { status: null, stdout: "", stderr: `${kill.when} was gone after the kill` };
  }
  return spawnSync(command[0], command.slice(1), { ...options, encoding: "utf8", maxBuffer: 1 << 26 });
}

/** What a process sees of the environment that it was given: a difference that is not one would prove nothing. */
export async function witness(environment, work) {
  const script =
    "console.log(JSON.stringify({node: process.versions.node, umask: process.umask().toString(8).padStart(4, '0'), year: new Date().getFullYear()," +
    "offset: new Date(2026, 0, 1).getTimezoneOffset(), locale: Intl.DateTimeFormat().resolvedOptions().locale, cwd: process.cwd()," +
    "home: process.env.HOME, cpus: require('os').availableParallelism(), noise: process.env.UNRELATED !== undefined}))";
  const { stdout, stderr } = await runIn({ ...environment, attempt: "first" }, { args: ["-e", script], work });
  if (stdout === "") throw new Error(`no witness: ${stderr}`);
  const seen = JSON.parse(stdout);
  const wrong = [];
  const expect = (name, is) => void (is || wrong.push(`${name} (${JSON.stringify(seen)})`));
  const { node, locale, umask, clock, cwd, home, cpus, noise, tz } = { ...FIRST, ...environment };
  expect("node", seen.node === node);
  expect("locale", seen.locale === { "C.UTF-8": "en-US", "et_EE.UTF-8": "et-EE", "tr_TR.UTF-8": "tr-TR", "ar_EG.UTF-8": "ar-EG" }[locale]);
  expect("umask", seen.umask === umask);
  expect("clock", { n: true, "+": seen.year >= 2027, "@": seen.year === Number(clock.slice(1, 5)) }[clock[0]]);
  expect("tz", seen.offset === { UTC: 0, "GMT+12": 720, "GMT-14": -840, "Asia/Kolkata": -330 }[tz]);
  expect("cwd", seen.cwd === placeOf(cwd, work));
  expect("home", seen.home === placeOf(home, work));
  expect("cpus", cpus === "all" || seen.cpus === 1);
  expect("noise", seen.noise === (noise === "loud"));
  return wrong.length === 0 ? seen : { ...seen, wrong: wrong.join(", ") };
}

const FIRST = Object.fromEntries(Object.entries(PROCESS_AXES).map(([name, values]) => [name, values[0]]));

async function commandIn(environment, args, work) {
  const { tz, locale, umask, cwd, home, clock, cpus, node, noise } = { ...FIRST, ...environment };
  const env = {
    PATH: process.env.PATH,
    TZ: tz,
    LANG: locale,
    LC_ALL: locale,
    HOME: placeOf(home, work),
    ...(noise === "loud" ? NOISE : {}),
    ...(clock === "now" ? {} : { LD_PRELOAD: faketime(), FAKETIME: clock, FAKETIME_DONT_FAKE_MONOTONIC: "1" }),
  };
  const cpu = cpus === "one" ? ["taskset", "-c", "0"] : [];
  // Each of these becomes the next one, so that the number of the process is that of Node.
  const command = ["sh", "-c", 'umask "$1"; shift; exec "$@"', "sh", umask, ...cpu, await nodeAt(node), ...args];
  return { command, options: { env, cwd: placeOf(cwd, work) } };
}

function placeOf(name, work) {
  if (name.startsWith("/")) return name;
  const folder = join(work, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

function faketime() {
  const path = FAKETIME.find((each) => existsSync(each));
  if (path === undefined) throw new Error("libfaketime is not there (Debian: faketime)");
  return path;
}

/** Removes what a run left, whole or not. */
export function removeOutput(out, partial) {
  for (const path of [out, partial]) rmSync(path, { recursive: true, force: true });
}
