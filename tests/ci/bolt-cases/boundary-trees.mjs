// Trees at the sizes where the layout of a bbolt file changes. An entry is [key, value] or [name, entries]; keys ascend by bytes.

const PAGE = 4096;
const FILLERS = Array.from({ length: 90 }, (_, i) => Buffer.alloc(10_000, 33 + i));
const bytes = (text) => Buffer.from(text, "latin1");
const filler = (size, seed = 1) => FILLERS[seed % 90].subarray(0, size);
const numbered = (count, size) => Array.from({ length: count }, (_, i) => [bytes(String(i).padStart(7, "0")), filler(size, i)]);
const sorted = (entries) => entries.toSorted(([a], [b]) => Buffer.compare(a, b));

/** @returns {{ name: string, tree: [Buffer, unknown][] }[]} */
export function boundaryTrees() {
  const bucket = (name, entries) => ({ name, tree: [[bytes("bucket"), entries]] });
  const keyOf = (size) => bytes("k".repeat(size - 1));
  return [
    { name: "nothing", tree: [] },
    bucket("an empty bucket", []),
    { name: "500 empty buckets", tree: sorted(Array.from({ length: 500 }, (_, i) => [bytes(`b${i}`), []])) },
    // Inline while the inner page takes 1024 bytes: 16 + 16 + 7 + value.
    ...[984, 985, 986].map((size) => bucket(`one value of ${size} bytes`, numbered(1, size))),
    ...[23, 24, 25].map((size) => bucket(`21 values of ${size} bytes`, numbered(21, size))),
    // A page of its own up to 4096 bytes, then overflow pages.
    ...[PAGE - 40, PAGE - 39, PAGE - 38, 2 * PAGE - 39, 2 * PAGE - 38, 9900].map((size) =>
      bucket(`a value of ${size} bytes`, numbered(1, size)),
    ),
    bucket("a value of 3 MB", [[bytes("large"), Buffer.alloc(3_000_000, 1)]]),
    ...[997, 998, 999].map((size) => bucket(`four values of ${size} bytes`, numbered(4, size))),
    ...[1, 2, 4064, 4079, 4080, 4081, 32_768].map((size) =>
      bucket(`keys of ${size} bytes`, [
        [Buffer.concat([keyOf(size), bytes("a")]), filler(1)],
        [Buffer.concat([keyOf(size), bytes("b")]), filler(PAGE)],
        [Buffer.concat([keyOf(size), bytes("c")]), []],
        [Buffer.concat([keyOf(size), bytes("d")]), numbered(30, 200)],
      ]),
    ),
    ...[240, 241, 65_534, 65_535, 65_536].map((count) => bucket(`${count} keys`, numbered(count, 0))),
    bucket("150,000 keys of 20 bytes", numbered(150_000, 20)),
    { name: "buckets 100 deep", tree: nested(100) },
    { name: "packages around the inline limit", tree: packages() },
    ...Array.from({ length: 12 }, (_, seed) => ({ name: `a random tree, seed ${seed}`, tree: randomTree(randomness(seed), 0) })),
  ];
}

function nested(depth) {
  return depth === 0 ? [] : [[bytes("b"), [...nested(depth - 1), [bytes("c"), filler(depth)]]]];
}

/** The shape of a Trivy database: roots, packages, advisories. */
function packages() {
  const root = (name) => [
    bytes(name),
    Array.from({ length: 2000 }, (_, i) => [bytes(`p${String(i).padStart(5, "0")}`), numbered(1 + (i % 12), 60 + (i % 50))]),
  ];
  return ["alpine 3.18", "debian 12", "npm::A"].map(root);
}

function randomTree(random, depth) {
  const sizes = [0, 1, 30, 200, 970, 990, 1010, 4040, 4060, 4080, 8200];
  const keys = new Set(Array.from({ length: depth === 0 ? 3 : random(60) }, () => randomKey(random)));
  return sorted(
    Array.from(keys, (key) => {
      const isBucket = depth === 0 || (depth < 3 && random(8) === 0);
      return [bytes(key), isBucket ? randomTree(random, depth + 1) : filler(sizes[random(sizes.length)], random(90))];
    }),
  );
}

function randomKey(random) {
  const length = random(30) === 0 ? 4000 + random(100) : 1 + random(12);
  return Array.from({ length }, () => String.fromCharCode(random(256))).join("");
}

/** xorshift32: the same numbers everywhere. */
function randomness(seed) {
  let state = 0x9e3779b9 ^ (seed + 1);
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}
