import { describe, expect, it } from "vitest";
import { encodeUtf8 } from "../bytes.js";
import { toDigest, toHex } from "../digest.js";
import { nodeSha256 } from "./sha256.js";

describe("nodeSha256", () => {
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-4, "abc"
  it("hashes in one go and in parts", () => {
    expect(toHex(nodeSha256.hash(encodeUtf8("abc")))).toBe(abc);
    const hasher = nodeSha256.create();
    hasher.update(encodeUtf8("a"));
    hasher.update(encodeUtf8("bc").subarray(0, 2));
    expect(toDigest(hasher.digest())).toBe(`sha256:${abc}`);
  });

  it("hashes a view, not the buffer under it", () => {
    expect(toHex(nodeSha256.hash(encodeUtf8("xabcx").subarray(1, 4)))).toBe(abc);
  });
});
