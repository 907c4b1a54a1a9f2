// What a record is called once it is edited.
import { expect, test } from "vitest";
import { ByteBuffer } from "../../byte-buffer.js";
import { decodeUtf8, encodeUtf8 } from "../../bytes.js";
import type { CanonicalDocument } from "../../records/canonical-document.js";
import type { Description, Refusal } from "../../seams/source.js";
import { EditedRecord } from "./edited-record.js";

const before: Description = {
  kind: "sbom",
  format: "f",
  formatVersion: "1",
  id: "secret",
  aliases: ["secret"],
  date: "2025-01-01T00:00:00Z",
};

function edited(describe: (document: CanonicalDocument) => Description | Refusal): { after: Description; text: string } {
  const buffer = new ByteBuffer();
  buffer.append(encodeUtf8("before"));
  const after = new EditedRecord(8).append(encodeUtf8('{"id":"[gone]"}'), buffer, before, describe);
  return { after, text: decodeUtf8(buffer.view()) };
}

test("id and aliases are those of the edited document; kind, format and date stay", () => {
  const { after, text } = edited((document) => ({
    kind: "sbom",
    format: "g",
    formatVersion: "2",
    id: document.text("id") ?? "",
    aliases: ["new"],
  }));
  expect(after).toEqual({ ...before, id: "[gone]", aliases: ["new"] });
  expect(text).toBe('before{"id":"[gone]"}');
});

test("a document that is not taken any more, or for another kind, has no name", () => {
  const nameless = { ...before, id: "", aliases: [] };
  expect(edited(() => ({ refused: "ERR_EXPORT_FORMAT_INVALID", message: "m" })).after).toEqual(nameless);
  expect(edited(() => ({ ...before, kind: "vex" })).after).toEqual(nameless);
});
