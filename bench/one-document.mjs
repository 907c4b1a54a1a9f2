// A source of one document, for runs whose adapter brings what is measured itself.
export const oneDocument = {
  name: "one",
  survey: async () => ({ documents: 1, bytes: null }),
  async *read() {
    const slab = Buffer.from("{}");
    const numbers = (value) => Uint32Array.of(value);
    const place = { starts: numbers(0), ends: numbers(slab.length), lines: numbers(0), paths: ["one.json"] };
    yield { count: 1, slab, ...place, rejects: [], ignored: 0 };
  },
  describe: () => ({ kind: "advisory", format: "bench", formatVersion: "1", id: "1", aliases: [], date: "2026-01-01T00:00:00Z" }),
};
