// Help: every command has an example, exit codes where they differ, and names only what works.
import { expect, test } from "vitest";
import { stella } from "./stella-fixture.js";

const COMMANDS = ["", "export", "export run", "export plan", "export sign", "export keys", "export keys generate", "export keys show",
  "export keys import", "export verify", "export verify-receipt", "export inspect", "export cat", "export trace", "export profile",
  "export profile validate", "export profile schema", "export profile show", "export db", "export db load", "export db check", "export db dump", "export explain", "export diff", "export install", "completion"]; // prettier-ignore
const LATER = /\b(serve|recipients)\b/;

test.each(COMMANDS)("stella %s --help", async (command) => {
  const { code, stdout, stderr } = await stella([...command.split(" ").filter((word) => word !== ""), "--help"]);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^Usage: stella/);
  expect(stdout).toMatch(/\nExamples:\n {2}# .+\n {2}.*stella /);
  expect(stdout.match(LATER)).toBeNull();
  expect(stdout.split("\n").filter((line) => line.length > 110)).toEqual([]);
});

test("exit codes, version and `help`", async () => {
  const [run, version, help] = await Promise.all([stella(["export", "run", "--help"]), stella(["--version"]), stella(["help", "export"])]);
  expect(run.stdout).toMatch(/Exit codes:\n {4}0 {2}done\n[^]*\n {2}130 {2}interrupted\n/);
  expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: "" });
  expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining("Usage: stella export") });
});
