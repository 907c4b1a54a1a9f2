import { ExportError } from "@stella-export/core";
import { expect, test } from "vitest";
import { BoltError } from "../bolt/bolt-error.js";
import { toDatabaseError } from "./database-error.js";

test("a damaged file is refused with its path and the byte", () => {
  const error = toDatabaseError(new BoltError("damaged", "bad flags", { pageId: 3, offset: 12_296 }), "x/trivy.db") as ExportError;
  expect(error).toBeInstanceOf(ExportError);
  expect([error.code, error.exitCode, error.place]).toEqual(["ERR_EXPORT_DATABASE_DAMAGED", 5, { path: "x/trivy.db", offset: 12_296 }]);
});

test("a tree that no file can hold is invalid input", () => {
  const error = toDatabaseError(new BoltError("input", "empty key"), "tree.json") as ExportError;
  expect([error.code, error.exitCode, error.place]).toEqual(["ERR_EXPORT_DATABASE_TREE_INVALID", 2, { path: "tree.json" }]);
});

test("other failures pass", () => {
  const error = new TypeError("defect");
  expect(toDatabaseError(error, "x")).toBe(error);
});
