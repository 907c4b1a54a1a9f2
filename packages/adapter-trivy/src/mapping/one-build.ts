// Versions of which a comparer cannot tell one build from another: it passes over what follows `+`, and takes RubyGems' platform for a pre-release.
// It knows texts, no ranges.
import type { Target } from "./target.js";

/** Whether the text is of one build, and to the comparer of other ones too. */
export function isOneOfManyBuilds(text: string, target: Exclude<Target, "no-detector">): boolean {
  if (target.kind !== "language") return false;
  const { ecosystem, scheme } = target;
  if (scheme.name === "gem") return ecosystem === "rubygems" && text.includes("-");
  return text.includes("+") && scheme.name !== "pep440" && !(ecosystem === "go" && INCOMPATIBLE.test(text));
}

/** No build: how Go writes each version from 2 on of a module without a `go.mod`. */
const INCOMPATIBLE = /^v?(?:[2-9]|[1-9]\d+)\.[^+]*\+incompatible$/;
