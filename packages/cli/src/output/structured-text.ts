// A value as the JSON or YAML of `-o json` and `-o yaml`. What is printed has the same value as what was given, and is safe on a terminal.
import { hasUnsafe, safeLines } from "./safe-text.js";

/** One JSON document, indented, ending with a line end. */
export function toJsonText(value: unknown): string {
  return `${safeLines(JSON.stringify(value, null, 2))}\n`;
}

/** One JSON document on one line, without a line end. */
export function toJsonLine(value: unknown): string {
  return safeLines(JSON.stringify(value));
}

/** One YAML 1.2 document, ending with a line end. */
export async function toYamlText(value: unknown): Promise<string> {
  const { stringify } = await import("yaml");
  // Readers of YAML 1.1 take a bare `off` for false and a bare time for an object; quotes keep both what they are.
  const options = { lineWidth: 0, aliasDuplicateObjects: false, compat: "yaml-1.1" } as const;
  const text = stringify(value, options);
  if (!hasUnsafe(text)) return text;
  // Only double quotes know escapes.
  return safeLines(stringify(value, { ...options, defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "QUOTE_DOUBLE" }));
}
