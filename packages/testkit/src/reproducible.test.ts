// expectReproducible passes what is the same under all variants and names the variant, the file and the byte of what is not.
import { encodeUtf8 } from "@stella-export/core";
import { describe, expect, test } from "vitest";
import { elsewhen } from "./elsewhen.js";
import { withoutLostFailures } from "./lost-failures.js";
import { expectReproducible, VARIANTS } from "./reproducible.js";

const ITEMS = Array.from({ length: 40 }, (_, i) => i);

describe("expectReproducible", () => {
  test("gives back what was made", async () => {
    expect(
      await expectReproducible(async ({ arrange }) =>
        arrange(ITEMS)
          .toSorted((a, b) => a - b)
          .join(),
      ),
    ).toBe(ITEMS.join());
    const files = new Map([["a", encodeUtf8("x")]]);
    expect(await expectReproducible(async () => files)).toBe(files);
  });

  test.each<[string, (name: string) => string | Uint8Array | Map<string, string>, RegExp]>([
    [
      "another text",
      (name) => `same, then ${name}`,
      /^reversed-one-by-one gives other bytes than as-given: it differs from byte 11 on: .*as-given.*before.*reversed/,
    ],
    [
      "fewer bytes",
      (name) => encodeUtf8(name === "shuffled" ? "ab" : "abc"),
      /^shuffled gives other bytes than as-given: it differs from byte 2 on/,
    ],
    [
      "another file",
      (name) =>
        new Map([
          ["a", "1"],
          ["b", name],
        ]),
      /b differs from byte 0 on/,
    ],
    [
      "one file more",
      (name) =>
        new Map(
          name === "as-given"
            ? [["a", "1"]]
            : [
                ["a", "1"],
                ["b", "2"],
              ],
        ),
      /b is there only here/,
    ],
    ["one file less", (name) => new Map(name === "as-given" ? [["a", "1"]] : []), /a is missing here/],
    ["files or text", (name) => (name === "as-given" ? new Map() : ""), /one is files, the other is bytes/],
  ])("names %s", async (_, make, message) => {
    await expect(expectReproducible(async ({ name }) => make(name))).rejects.toThrow(message);
  });

  test("needs two variants", async () => {
    await expect(expectReproducible(async () => "", VARIANTS.slice(0, 1))).rejects.toThrow(TypeError);
  });

  test("the variants are distinct orders of the same items, the same every time", () => {
    const orders = VARIANTS.map(({ arrange }) => arrange(ITEMS));
    for (const order of orders) expect(order.toSorted((a, b) => a - b)).toEqual(ITEMS);
    expect(new Set(orders.map(String)).size).toBe(VARIANTS.length);
    expect(VARIANTS.map(({ arrange }) => arrange(ITEMS))).toEqual(orders);
    expect(new Set(VARIANTS.map(({ name }) => name)).size).toBe(VARIANTS.length);
  });
});

describe("elsewhen", () => {
  test("is another time and other chance, and puts both back", async () => {
    const real = { Date, random: Math.random };
    const now = Date.now();
    await elsewhen(async () => {
      expect(Date.now() - now).toBeGreaterThan(3e10);
      expect(new Date().getTime() - now).toBeGreaterThan(3e10);
      expect(Date()).not.toContain(String(new real.Date(now).getFullYear()));
      expect(new Date(5).getTime()).toBe(5);
      expect(Date.UTC(1970, 0, 1)).toBe(0);
      expect(new Date()).toBeInstanceOf(real.Date);
      expect(Math.random()).toBe(48_271 / 2_147_483_647);
    });
    await expect(elsewhen(async () => await Promise.reject(new Error("x")))).rejects.toThrow("x");
    expect([Date, Math.random]).toEqual([real.Date, real.random]);
  });
});

test("a failure that nobody listens to is the failure of the work", async () => {
  const listeners = process.listeners("unhandledRejection");
  await expect(withoutLostFailures(async () => void Promise.reject(new Error("lost")))).rejects.toThrow(/nobody listened: Error: lost/);
  await expect(withoutLostFailures(async () => await Promise.reject(new Error("heard")))).rejects.toThrow("heard");
  expect(await withoutLostFailures(async () => 1)).toBe(1);
  expect(process.listeners("unhandledRejection")).toEqual(listeners);
});
