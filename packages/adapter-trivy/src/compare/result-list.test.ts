// A list gives back what was added, in order, from memory and from its file.
import { expect, test } from "vitest";
import { ResultList } from "./result-list.js";

test.each([0, 1, 10, 40_000])("%i items", (count) => {
  const list = new ResultList();
  try {
    const items = Array.from({ length: count }, (_, i) => ({ i, text: `ä\n😀 ${"x".repeat(i % 100)}` }));
    for (const item of items) list.add(item);
    for (let again = 0; again < 2; again++) expect([...list.texts()].flat().map((text) => JSON.parse(text) as unknown)).toEqual(items);
    expect(list.count).toBe(count);
  } finally {
    list.close();
  }
});
