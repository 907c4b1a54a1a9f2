// The verifier's browser door in Debian's Chromium says the same as the published vectors, which the command line is held to.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const root = process.env.STELLA_ROOT ?? join(import.meta.dirname, "../..");
const vectors = join(root, "packages/testkit/vectors/verify");
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((path) => existsSync(path));
if (executablePath === undefined) {
  console.log("skip verify-browser: Chromium is not installed");
  process.exit(0);
}

const bundled = await build({
  entryPoints: [join(root, "tests/verify/browser-page.mjs")],
  bundle: true,
  platform: "browser",
  format: "iife",
  target: "es2024",
  write: false,
  logLevel: "error",
  alias: { "@stella-export/core/verify": join(root, "packages/core/dist/verify/index.js") },
});
const script = bundled.outputFiles[0].text;

const all = {};
for (const entry of readdirSync(vectors, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  all[relative(vectors, path)] = readFileSync(path).toString("base64");
}
const names = readdirSync(vectors).filter((name) => existsSync(join(vectors, name, "case.json")));

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND"] });
try {
  const page = await browser.newPage();
  // WebCrypto wants a secure origin, and there is no network: every page is this one.
  await page.route("**/*", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>vectors</title>" }));
  await page.goto("https://vectors.test/");
  await page.addScriptTag({ content: script });
  const wrong = await page.evaluate(async ({ files, cases }) => globalThis.runVectors(files, cases), { files: all, cases: names });
  const version = spawnSync(executablePath, ["--version"], { encoding: "utf8" }).stdout.trim();
  const what = `${names.length} vectors in ${version}`;
  console.log(wrong.length === 0 ? `ok ${what}` : `not ok ${what}: ${wrong.length} wrong, such as ${wrong[0]}`);
} finally {
  await browser.close();
}
