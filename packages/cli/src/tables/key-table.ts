// Keys for people: what they are called and where they lie.
import type { KeyFacts, ShownKey, WrittenKey } from "@stella-export/core/node";
import type { Style } from "../output/style.js";
import { factsText } from "../output/text-table.js";

export function writtenKeyTable(result: WrittenKey, style: Style): string {
  const { key, pub, trustedRoot } = result.files;
  const facts: (readonly [string, string])[] = [
    ...factsOf(result),
    ["private", `${key} (encrypted; keep it)`],
    ["public", `${pub} (give it to receivers, by another way than the bundles)`],
    ["root", `${trustedRoot} (empty; some versions of cosign demand one)`],
  ];
  return `${style.good("WRITTEN")}\n\n${factsText(facts, style)}`;
}

export function shownKeyTable(result: ShownKey, style: Style): string {
  return `${factsText([...factsOf(result), ["file", result.isPrivate ? "private key" : "public key"]], style)}\n${result.publicKey}`;
}

function factsOf({ keyId, hint, type }: KeyFacts): (readonly [string, string])[] {
  return [
    ["key", keyId],
    ["hint", hint],
    ["type", type],
  ];
}
