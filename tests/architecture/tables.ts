// The architecture as literal tables: who may import whom, and which file may do what is refused everywhere else.
// To change the architecture is to change a line here, and its reason.

export interface PackageRule {
  /** Packages of this workspace that its sources may import, or one door of a package. Tests may import what they like. */
  readonly imports: readonly string[];
  /** Where its sources may import `node:` modules: everywhere, nowhere, or below one folder that the rest must not import. */
  readonly node: "everywhere" | "nowhere" | { readonly below: string };
  /** Printed when the rule is broken. */
  readonly reason: string;
}

export const PACKAGES: Readonly<Record<string, PackageRule>> = {
  core: {
    imports: [],
    node: { below: "src/node/" },
    reason: "core has the nouns and knows nobody; outside src/node/ it also runs in a browser, where bundles are verified",
  },
  formats: {
    imports: ["core"],
    node: "nowhere",
    reason: "formats are typed views over bytes, without I/O, used by sources and adapters alike",
  },
  "source-files": {
    imports: ["core", "formats"],
    node: "everywhere",
    reason: "siblings never import each other: what a source and an adapter both need is core's or a format's",
  },
  "adapter-json": {
    imports: ["core", "formats"],
    node: "everywhere",
    reason: "siblings never import each other, and an adapter never sees a source",
  },
  "adapter-trivy": {
    imports: ["core", "formats"],
    node: "everywhere",
    reason: "siblings never import each other, and an adapter never sees a source",
  },
  testkit: {
    imports: ["core"],
    node: "everywhere",
    reason: "contract suites run against core's seams, whoever implements them",
  },
  preset: {
    imports: ["core", "formats", "source-files", "adapter-json", "adapter-trivy"],
    node: "nowhere",
    reason: "preset is the one list of what is shipped, and nothing else",
  },
  cli: {
    imports: ["core", "preset", "adapter-trivy/tools"],
    node: "everywhere",
    reason: "the command line has no opinions: it composes core and preset, and names no adapter or source; tools for databases are none",
  },
};

/** Folders that would stand alone as a package: their sources import their own files and `node:` modules, nothing else. */
export const ISLANDS: Readonly<Record<string, string>> = {
  "packages/adapter-trivy/src/bolt/": "the bbolt code knows bytes and pages, neither Trivy nor Export Center",
};

/** The most lines that the sources of preset may have together. */
export const PRESET_LINES = 40;

export interface Allowance {
  readonly file: RegExp;
  readonly use: string;
  readonly reason: string;
}

/** The only files that may use what {@link REFUSED_USES} names. */
export const ALLOWANCES: readonly Allowance[] = [
  { file: /^packages\/core\/src\/clock\.ts$/, use: "Date.now", reason: "the one clock; refusals ask it, bytes never do" },
  { file: /^packages\/cli\/src\/environment\.ts$/, use: "process.env", reason: "the one door to the environment" },
  { file: /^packages\/cli\/src\/progress-[a-z-]+\.ts$/, use: "performance", reason: "rate and time left on a terminal" },
  {
    file: /^packages\/core\/src\/node\/signing\/(key-box|timestamping-signer)\.ts$/,
    use: "randomness",
    reason: "salt and nonce of a key file, nonce of a question to a timestamp authority: none is of a bundle",
  },
  {
    file: /^packages\/(?:core\/src\/node\/run\/ingest-thread|testkit\/src\/source\/describe-cases)\.ts$/,
    use: "computed import",
    reason: "a thread loads what a source or a redactor named as the module of its own functions; its contract is that they are the same",
  },
  {
    file: /^packages\/core\/src\/node\/(?:run\/counting-sink|spool\/entry-order)\.ts$/,
    use: "sort without comparator",
    reason: "an array of numbers has one order, and a comparator makes it forty times slower",
  },
];

/** What makes bytes depend on the moment, on chance, on the machine or on its language. */
export const REFUSED_USES: Readonly<Record<string, string>> = {
  "Date.now": "the clock is not an argument of a bundle: take a Clock",
  "new Date()": "the clock is not an argument of a bundle: take a Clock",
  "Math.random": "chance is not an argument of a bundle",
  randomness: "chance is not an argument of a bundle",
  "process.env": "the environment is read in one file of the command line",
  "process.hrtime": "the clock is not an argument of a bundle: take a Clock",
  performance: "the clock is not an argument of a bundle: take a Clock",
  locale: "the language of the machine must not change bytes: use compareBytes, compareUtf8 or compareUtf16, and format by hand",
  "computed import": "the name of a module is a literal, so that it can be checked",
  "sort without comparator": "an order has a name: pass compareBytes, compareUtf8 or compareUtf16",
};

/** Sources longer than {@link LONGEST_FILE} lines, each with the reason why two files would be worse. */
export const LONG_FILES: Readonly<Record<string, string>> = {};
export const LONGEST_FILE = 300;

export const NAMES_THAT_SAY_NOTHING = ["utils", "util", "helpers", "helper", "common", "misc"];
