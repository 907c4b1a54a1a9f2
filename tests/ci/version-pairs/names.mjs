// Names of packages as they really are and as somebody might spell them.
import { randomOf } from "./random.mjs";

const OWN = [
  "Zope.Interface",
  "a_b-c.d",
  "github.com/Masterminds/goutils",
  "https://github.com/apple/swift-nio.git",
  "https://https://a.git.git",
  "Newtonsoft.Json",
];
const MORE = [
  "org.Spring:Core",
  "@Scope/Name",
  "GoogleUtilities/NSData+zlib",
  "HTTP.jl",
  "Stra\u00dfe",
  "\u0130stanbul",
  "\u039f\u03a3",
  "\u212belvin",
  "B\u0430sis",
];
const PIECES = [
  "_",
  "-",
  ".",
  "/",
  ":",
  "https://",
  "HTTPS://",
  ".git",
  ".Git",
  "A",
  "z",
  "\u0130",
  "\u03a3",
  "\u1e9e",
  "\u{10400}",
  "__",
  " ",
];

/**
 * @param {string} ecosystem
 * @param {readonly string[]} real
 * @param {number} count
 * @param {number} seed
 * @returns {{ ecosystem: string, name: string }[]}
 */
export function makeNames(ecosystem, real, count, seed) {
  const { below, chance, pick } = randomOf(seed);
  const names = [...OWN, ...MORE, ...real];
  const mutated = (name) => {
    const at = below(name.length + 1);
    switch (below(6)) {
      case 0:
        return name.toUpperCase();
      case 1:
        return name.replaceAll(/[-_.]/g, () => pick(["-", "_", "."]));
      case 2:
        return `${pick(PIECES)}${name}`;
      case 3:
        return `${name}${pick(PIECES)}`;
      case 4:
        return name.slice(0, at) + pick(PIECES) + name.slice(at);
      default:
        return name.slice(0, at) + name.slice(at, at + 1).toUpperCase() + name.slice(at + 1);
    }
  };
  return Array.from({ length: count }, () => {
    let name = pick(names);
    while (chance(55)) name = mutated(name);
    return { ecosystem, name: name.toWellFormed() };
  });
}
