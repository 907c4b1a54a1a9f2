// Makes questions for a scheme: two versions and a range, from real ones, from mutations of real ones and from the scheme's own grammar with
// its corners. The same seed gives the same questions.
import { randomOf } from "./random.mjs";

const NUMBERS = ["0", "1", "2", "3", "9", "10", "00", "01", "007", "1.0", "20200101", "9007199254740991", "9007199254740993"];
const HUGE = ["9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616", "99999999999999999999999"];
/** Letters that change their case oddly, digits and letters beyond ASCII, blanks that some call blank and some do not, and a pair of units. */
const UNICODE = [
  "\u00e9",
  "\u00df",
  "\u0130",
  "\u212a",
  "\u017f",
  "\u03a3",
  "\u65e5",
  "\u00aa",
  "\u0661",
  "\u{1d7cf}",
  "\u{1f600}",
  "\ufeff",
];
const BLANKS = [" ", "  ", "\t", "\n", "\r\n", "\f", "\v", "\u00a0", "\u0085", "\u2003"];
const WORDS = [
  "alpha",
  "beta",
  "a",
  "b",
  "c",
  "m",
  "rc",
  "RC1",
  "cr",
  "pre",
  "preview",
  "dev",
  "post",
  "rev",
  "r",
  "snapshot",
  "SNAPSHOT",
  "sp",
];
const MORE_WORDS = [
  "ga",
  "final",
  "Final",
  "RELEASE",
  "x",
  "X",
  "x86",
  "jre",
  "java",
  "M1",
  "incompatible",
  "git",
  "p",
  "cvs",
  "hg",
  "svn",
];
const OPERATORS = ["", "=", "==", "===", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "~=", "^", "=>=", "<>", "!", "><"];

/** What the grammar of each scheme is made of. */
const GRAMMARS = {
  npm: {
    strict: true,
    separators: [".", ".", ".", "-", "+"],
    prefixes: ["", "", "", "v", "="],
    tails: ["-alpha.1", "-0", "-x", "-01", "-rc.x.1", "+b.1", "-a+b", "-"],
  },
  generic: {
    separators: [".", ".", ".", "-", "+", "~"],
    prefixes: ["", "", "v", "V"],
    tails: ["-alpha.1", "alpha", "~rc", "-1~a.b", "--a", "+incompatible", "-0.20200101-abc", "-x", "-01"],
  },
  pep440: {
    separators: [".", ".", ".", "-", "_", "!", "+", ""],
    prefixes: ["", "", "", "v", "1!", "0!", " "],
    tails: [
      "a1",
      "alpha1",
      "beta",
      ".rc2",
      "-c3",
      "_pre4",
      "preview",
      ".post1",
      "-1",
      "post",
      "r5",
      ".rev-2",
      ".dev3",
      "dev",
      "+a.1",
      "+1-x",
      "a0.post0.dev0",
      ".*",
    ],
  },
  maven: {
    separators: [".", ".", ".", "-", "_", "", "+", "--", ".."],
    prefixes: ["", "", "", "v", "-", "."],
    tails: [
      "-alpha-1",
      "a1",
      "-a",
      ".Final",
      "-SNAPSHOT",
      ".v20210516",
      "-sp1",
      "-ga",
      "-rc",
      "-cr2",
      "m1",
      "-xyz",
      "-1",
      "-",
      ".",
      "-0",
      ".0.ga",
    ],
  },
  gem: {
    separators: [".", ".", ".", "-"],
    prefixes: ["", "", "", " ", "v"],
    tails: [".beta4", ".pre.1", "-java", "-x86-mingw32", "b1", ".a.0", ".rc1", "-", ".0.0"],
  },
  bitnami: {
    strict: true,
    separators: [".", ".", ".", "-", "+"],
    prefixes: ["", "", "", "v"],
    tails: ["-1", "-12", "-rc.1", "-x", "+b", "-0", "-01"],
  },
  apk: {
    separators: [".", ".", ".", "_", "-"],
    prefixes: ["", "", "", "v"],
    tails: ["-r0", "-r12", "_rc1", "_alpha", "_p1", "_git20200101", "_cvs", "a", "b2", "-x3", "_pre-r1", "_hg1_p2", "-r", "_foo", "z"],
  },
  dpkg: {
    separators: [".", ".", ".", "-", "+", "~", ":"],
    prefixes: ["", "", "", "1:", "0:", "+2:", "-1:", "a:", " "],
    tails: ["-1", "-1ubuntu0.1", "~rc1-1", "+dfsg", "-0+deb10u1", "+b1", "_1", "-", "~", "~~", "~a", "a", "A", "-1~bpo9+1"],
  },
  rpm: {
    separators: [".", ".", ".", "-", "_", "~", "^", "+"],
    prefixes: ["", "", "", "1:", "0:", "+2:", "-1:", "a:", "(none):", " 3:"],
    tails: ["-1.el8", "-7.el8_6", "~rc1", "^git1", "-22.module+el8.7.0+1", "a", "A", ".", "-", "~", "~~", "^", "-164.fc30"],
  },
};

/** Versions and ranges that only meet each other when they are meant to. */
const CORNERS = {
  pep440: {
    versions: [
      "1.0.po\u017ft",
      "1.0.PO\u017fT2",
      "1.0+a\u017f",
      "1.0+A\u212a",
      "9223372036854775808.1",
      "1.9223372036854775807.1",
      "1.0.post0",
      "1.4.0.5",
      "1.5.post2",
      "1.0.dev0",
    ],
    ranges: [
      "===1.0+as",
      "===1.0+ak",
      "==9223372036854775808.*",
      "==9223372036854775808.2.*",
      "==1.9223372036854775807.*",
      "~=9223372036854775808.1",
      "~=1.4.post1",
      "~=1.4.0.post1",
      "~=1.4.dev2",
      "~=1.4a1.post2",
    ],
  },
  npm: {
    versions: ["1.0.0", "2.0.0", "0.1.0", "0.0.5", "18446744073709551615.0.0", "0.18446744073709551615.0", "1.2.3-x"],
    ranges: [
      "~1.1x.0",
      "^0.1x",
      "^0.0.1x",
      "~1x",
      "^18446744073709551615.0.0",
      "~0.18446744073709551615.1",
      "^*.1.2",
      "~x.1",
      "~1.18446744073709551616.0",
    ],
  },
  bitnami: {
    versions: ["1.0.0", "2.0.0", "0.1.0", "0.0.5", "18446744073709551615.0.0", "1.2.3-x", "1.2.3-1"],
    ranges: ["~1.1x.0", "^0.1x", "^0.0.1x", "<1.x-x", "<x-1", "^18446744073709551615.0.0", "^*.1.2", "~x.1", "=1.2-1", "!=1.2.3-x"],
  },
  gem: {
    versions: ["1", "1.a", "3.a", "3", "18446744073709551615.1", "0.18446744073709551615.3", "1.a.0"],
    ranges: [
      "~> 18446744073709551616",
      "~> 18446744073709551615.0",
      "~> 0.18446744073709551615.2",
      "~> 2",
      "~> 2.a",
      "~> 2.1.a",
      "=1.a.0.0",
    ],
  },
  generic: {
    versions: ["18446744073709551615.1", "1.18446744073709551615.1", "2-a", "2-b", "2", "1.3-a", "1.3", "0.1-a"],
    ranges: [
      "~> 18446744073709551615",
      "~>1.18446744073709551615.0",
      "^18446744073709551615",
      "~>1-a",
      "~>1-b",
      "~1.2-a",
      "~1.2-b",
      "^0.0",
      "^0-a",
    ],
  },
  maven: {
    versions: [
      "1.2.",
      "1.2.3",
      "1.2-",
      "1-1.",
      "\u0130",
      "1.\u00e9",
      "1\u65e5-1",
      "9223372036854775807",
      "9223372036854775808",
      "1\u1e9e1",
    ],
    ranges: [
      "[1.2.3]",
      "(1)",
      "1\u00a0",
      "\v1.0",
      "[1,2),<9",
      "x[1,2]y",
      "[1,2,3]",
      "=9223372036854775807",
      "(,9223372036854775807]",
      "[-----1,)",
    ],
  },
  apk: {
    versions: [
      "900719925474099190071992547409919007199254740991",
      "1.0",
      "1.0_rc1",
      "1.10_rc1",
      "1.a1",
      "1a1",
      "1.0a",
      "1.\u0663",
      "1.18446744073709551617",
      "1.1",
      "1.1\u00e9",
      "1.1\u00aa",
      "",
    ],
    ranges: [],
  },
  dpkg: {
    versions: [
      "1.0\u00d7",
      "1.0\u00e9",
      "1.0\u03a3",
      "\ufeff1.0",
      "\u00851.0",
      "1.9223372036854775808",
      "1.9223372036854775809",
      "9223372036854775808:1",
    ],
    ranges: [],
  },
  rpm: { versions: ["9223372036854775808:1", " 1:1", "1 :1", "\u00a02:1", "1", "01", "1.00", "1.0", "1^1", "1~^1", ""], ranges: [] },
};

/** The names of all schemes. */
export const SCHEMES = Object.keys(GRAMMARS);
/** Those with ranges. */
export const RANGE_SCHEMES = SCHEMES.filter((scheme) => !["apk", "dpkg", "rpm"].includes(scheme));

/**
 * @param {string} scheme
 * @param {{ versions: string[], ranges: string[] }} corpus
 * @param {number} count
 * @param {number} seed
 * @returns {[scheme: string, a: string, b: string, range: string][]}
 */
export function makeQuestions(scheme, corpus, count, seed) {
  const maker = makerOf(scheme, corpus, randomOf(seed));
  return Array.from({ length: count }, () => {
    const a = maker.version();
    const b = maker.neighbour(a);
    return [scheme, a, b, RANGE_SCHEMES.includes(scheme) ? maker.range(a, b) : ""];
  });
}

/**
 * @param {string} scheme one of {@link RANGE_SCHEMES}
 * @param {{ versions: string[], ranges: string[] }} corpus
 * @param {number} count
 * @param {number} seed
 * @returns {{ scheme: string, installed: string, advisory: Record<string, string[]> }[]}
 */
export function makeAdvisories(scheme, corpus, count, seed) {
  const random = randomOf(seed);
  const maker = makerOf(scheme, corpus, random);
  return Array.from({ length: count }, () => {
    const installed = random.chance(70) ? random.pick(corpus.versions) : maker.version();
    const other = maker.neighbour(installed);
    const list = (most) =>
      Array.from({ length: random.below(most + 1) }, () => {
        if (random.chance(3)) return "";
        if (random.chance(35)) return maker.range(installed, other);
        const bound = random.chance(60) ? other : random.chance(50) ? installed : random.pick(corpus.versions);
        return `${random.pick(["<", "<=", ">=", "=", "", ">"])}${random.pick(["", " "])}${bound}`;
      });
    const advisory = {};
    if (random.chance(92)) advisory.VulnerableVersions = list(3);
    if (random.chance(60)) advisory.PatchedVersions = list(2);
    if (random.chance(20)) advisory.UnaffectedVersions = list(2);
    return { scheme, installed, advisory };
  });
}

function makerOf(scheme, corpus, random) {
  const grammar = GRAMMARS[scheme];
  const { below, chance, pick } = random;
  const number = () => (chance(4) ? pick(HUGE) : chance(50) ? String(below(12)) : pick(NUMBERS));
  const word = () => pick(chance(70) ? WORDS : MORE_WORDS);

  function composed() {
    if (grammar.strict && chance(60))
      return [0, 0, 0].map(() => (chance(90) ? String(below(5)) : number())).join(".") + (chance(50) ? pick(grammar.tails) : "");
    let text = pick(grammar.prefixes) + number();
    for (let parts = below(5); parts > 0; parts--) text += pick(grammar.separators) + (chance(82) ? number() : word());
    for (let tails = chance(60) ? 1 + below(2) : 0; tails > 0; tails--) text += pick(grammar.tails);
    return text;
  }

  /** Changes one thing of a text. */
  function mutated(text) {
    const at = below(text.length + 1);
    const [before, after] = [text.slice(0, at), text.slice(at)];
    switch (below(12)) {
      case 0:
        return text.replace(/[0-9]+/g, (digits) => (chance(40) ? number() : digits));
      case 1:
        return before + after.slice(1);
      case 2:
        return before + pick([...grammar.separators, ...grammar.prefixes, "0", "1", "a"]) + after;
      case 3:
        return before + after.slice(0, 1) + after;
      case 4:
        return text + pick(grammar.tails);
      case 5:
        return chance(50) ? text.toUpperCase() : text.toLowerCase();
      case 6:
        return pick(grammar.prefixes) + text;
      case 7:
        return chance(25) ? before + pick(UNICODE) + after : before + word() + after;
      case 8:
        return chance(25) ? before + pick(BLANKS) + after : `${text}.0`;
      case 9:
        return before || text;
      case 10:
        return text.replace(/[0-9]+/, (digits) => (digits.length < 16 ? String(Number(digits) + (chance(50) ? 1 : -1)) : digits));
      default:
        return text.replace(/[.+_-]/, () => pick(grammar.separators));
    }
  }

  function version() {
    const kind = below(100);
    if (kind < 3) return pick(CORNERS[scheme].versions);
    if (kind < 30) return pick(corpus.versions);
    if (kind < 60) return mutated(pick(corpus.versions));
    if (kind < 85) return composed();
    if (kind < 97) return mutated(composed());
    return Array.from({ length: below(12) }, () =>
      pick([...grammar.separators, ...grammar.prefixes, ...NUMBERS, ...UNICODE, ...BLANKS, word()]),
    ).join("");
  }

  /** A version that is often close to another one. */
  function neighbour(text) {
    const kind = below(100);
    if (kind < 4) return text;
    if (kind < 45) return mutated(text);
    if (kind < 60) return mutated(mutated(text));
    return version();
  }

  return { version, neighbour, range: (a, b) => makeRange(scheme, corpus, random, { a, b, version, neighbour, composed, mutated }) };
}

function makeRange(scheme, corpus, { below, chance, pick }, { a, b, version, neighbour, composed, mutated }) {
  const blank = () => (chance(60) ? "" : chance(85) ? " " : pick(BLANKS.slice(0, chance(60) ? 6 : BLANKS.length)));
  const operator = () => (chance(75) ? pick([">=", "<", "<=", ">", "=", "", "~", "^", "!=", "~=", "~>", "=="]) : pick(OPERATORS));

  function bound() {
    const kind = below(100);
    if (kind < 30) return a;
    if (kind < 45) return b;
    if (kind < 60) return neighbour(a);
    if (kind < 75) return composed();
    if (kind < 82) return wildcard();
    return version();
  }

  function wildcard() {
    const parts = Array.from({ length: 1 + below(4) }, () =>
      chance(55) ? String(below(4)) : pick(["x", "X", "*", "x", "*", "1x", "1|2", "|"]),
    );
    return parts.join(".") + (chance(20) ? pick(["-alpha", "-x", "+b", ".*"]) : "");
  }

  function alternative() {
    let text = blank();
    for (let pairs = chance(3) ? 0 : 1 + below(3); pairs > 0; pairs--) {
      text += operator() + blank() + bound() + blank();
      if (pairs > 1 || chance(5)) text += chance(70) ? pick([", ", ",", " , "]) : pick([" ", " ", "", ",,"]);
    }
    return text + blank();
  }

  function interval() {
    const inner = chance(15)
      ? bound()
      : `${chance(20) ? "" : bound()},${blank()}${chance(20) ? "" : bound()}${chance(5) ? `,${bound()}` : ""}`;
    return pick(["[", "("]) + blank() + inner + pick(["]", ")"]);
  }

  function composedRange() {
    if (scheme === "maven" && chance(40)) {
      return Array.from({ length: 1 + below(3) }, () => (chance(88) ? interval() : alternative())).join(
        pick([",", ", ", " || ", "||", " ", ""]),
      );
    }
    return Array.from({ length: chance(60) ? 1 : 1 + below(3) }, alternative).join(
      pick([" || ", "||", " ||", " || ", chance(20) ? "|" : " || "]),
    );
  }

  const kind = below(100);
  if (kind < 8 && corpus.ranges.length > 0) return pick(corpus.ranges);
  if (kind < 12) return pick(CORNERS[scheme].ranges);
  if (kind < 22) return `${operator()}${blank()}${a.slice(0, 1 + below(a.length))}${pick(["", ".*", ".x", "-a", ".0", "a1"])}`;
  if (kind < 25)
    return pick([
      "",
      "*",
      " * ",
      "x",
      ",",
      "||",
      " || ",
      ">",
      "<1||",
      "~> ",
      "==*",
      "\u00a0*",
      "\u0085*",
      "\ufeff*",
      "latest",
      "[,]",
      "(,)",
      "[]",
    ]);
  if (kind < 48) return `${pick([">=", ">=", ">", "="])}${blank()}${a}${pick([", ", ",", " "])}${pick(["<", "<", "<="])}${blank()}${b}`;
  return kind < 84 ? composedRange() : mutated(composedRange());
}
