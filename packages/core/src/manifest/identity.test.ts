import { expect, test } from "vitest";
import { decodeUtf8 } from "../bytes.js";
import { encodeCanonical } from "../canonical/canonical.js";
import { nodeSha256 } from "../node/sha256.js";
import { exportIdOf, exportIdOfRead } from "./identity.js";
import type { Manifest } from "./schema.js";

const ID = `exp-${"0".repeat(32)}`;

test.each([
  ["ASCII", { tenant: "local", exportId: ID }],
  ["text beyond ASCII before and behind", { asOf: "ä😀", exportId: ID, tenant: "ß" }],
  ["the same member once more, inside", { contents: [{ exportId: ID, path: "x" }], exportId: ID, tenant: "local" }],
  ["quoted in a string", { contents: [`"exportId":"${ID}",`], exportId: ID, tenant: "local" }],
])("the id of a manifest that was read is that of its value: %s", (_, fields) => {
  const value = fields as unknown as Manifest;
  const bytes = encodeCanonical(value);
  expect(exportIdOfRead({ bytes, text: decodeUtf8(bytes), value }, nodeSha256)).toBe(exportIdOf(value, nodeSha256));
});
