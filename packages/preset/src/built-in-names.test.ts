// Core knows the names of the built-in profiles, which nobody else may use, and not the adapters: here they are held against each other.
import { resolveProfile } from "@stella-export/core";
import { nodeSha256 } from "@stella-export/core/node";
import { expect, test } from "vitest";
import { adapters, redactor } from "./index.js";

test.each(adapters.map(({ name }) => name))("%s is the name of no other profile", (name) => {
  const [kind = "", variant = ""] = (adapters.find((each) => each.name !== name)?.name ?? "").split(":");
  const borrowing = { apiVersion: "stellaops.io/export.v1", kind: "ExportProfile", metadata: { name }, spec: { kind, variant } } as const;
  expect(() => resolveProfile(borrowing, {}, { adapters, redactor, sha256: nodeSha256 })).toThrow(
    expect.objectContaining({ code: "ERR_EXPORT_PROFILE_INVALID", message: expect.stringContaining("/metadata/name") }),
  );
});
