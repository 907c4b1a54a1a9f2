// One bulletin of the invented format, lines of "Name: value": as JSON, and what it is. Several lines of one name make a list.
import { type CanonicalDocument, encodeUtf8, type Source } from "@stella-export/core";

const FIELD = /^([A-Za-z]+): *(.*)$/;

/** `{"bulletin": {name: [value, …]}}`, names in lower case. A line that is no field goes on in the one before it. */
export function toJson(bulletin: Uint8Array): Uint8Array {
  const fields = new Map<string, string[]>([["text", []]]);
  let last: string[] = [];
  for (const line of new TextDecoder().decode(bulletin).split(/\r?\n/)) {
    const [, name, value = line] = FIELD.exec(line) ?? [];
    if (name !== undefined) last = fields.get(name.toLowerCase()) ?? [];
    if (name !== undefined) fields.set(name.toLowerCase(), last);
    last.push(value);
  }
  return encodeUtf8(JSON.stringify({ bulletin: Object.fromEntries(fields) }));
}

// #region describe
export function describeBulletin(document: CanonicalDocument): ReturnType<Source["describe"]> {
  const bulletin = document.value("bulletin");
  if (bulletin === undefined) return { refused: "ERR_EXPORT_SHAPE_UNKNOWN", message: "the document is no bulletin" };
  const [id] = textsOf(bulletin, "id");
  if (id === undefined) return { refused: "ERR_EXPORT_FORMAT_INVALID", message: "the bulletin has no Id", kind: "advisory" };
  const [date] = textsOf(bulletin, "date");
  const described = { kind: "advisory", format: "bulletin", formatVersion: "1", id, aliases: textsOf(bulletin, "alias") } as const;
  return date === undefined ? described : { ...described, date };
}

/** Whatever the document holds there: a describe that throws ends the run of somebody who has one odd document among a million. */
function textsOf(bulletin: unknown, name: string): string[] {
  const values = (bulletin as Record<string, unknown> | null)?.[name];
  return Array.isArray(values) ? values.filter((value) => typeof value === "string") : [];
}
// #endregion
