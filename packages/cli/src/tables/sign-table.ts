// What was signed, for people.
import type { SignResult } from "@stella-export/core/node";
import { safeText } from "../output/safe-text.js";
import { shellWord } from "../output/shell-word.js";
import type { Style } from "../output/style.js";
import { factsText } from "../output/text-table.js";

export function signTable(result: SignResult, style: Style): string {
  const { path, kept } = result;
  const headline = kept ? `${style.good("SIGNED BEFORE")}  nothing was changed` : `${style.good("SIGNED")}  ${safeText(path)}`;
  const facts = factsText(
    [
      ["export", result.exportId],
      ["content", result.contentDigest],
      ["manifest", result.manifestDigest],
      ["key", result.keyId],
      ["in", result.folder],
    ],
    style,
  );
  return `${headline}\n\n${facts}\n${style.dim("  Next:")}\n    stella export verify ${safeText(shellWord(path))} --key PUB\n`;
}
