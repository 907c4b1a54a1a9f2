import { hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { csvBatches } from "./csv-batches.js";

const HEADER = "group_id,artifact_id,version,sha1";

interface Read {
  /** `LINE DIGEST JSON` of each document. */
  readonly documents: string[];
  /** `LINE CODE DIGEST` of each reject. */
  readonly rejects: string[];
}

async function read(bytes: string | Uint8Array, size = 1000, maxBytes = 1 << 20): Promise<Read> {
  const content = Buffer.from(bytes as string);
  let at = 0;
  const supply = (into: Uint8Array): number => {
    const count = content.copy(into, 0, at, Math.min(at + size, at + into.length));
    at += count;
    return count;
  };
  const found: Read = { documents: [], rejects: [] };
  for await (const batch of csvBatches(supply, "maven.csv", maxBytes, undefined)) {
    for (let i = 0; i < batch.count; i++) {
      expect(batch.paths[i]).toBe("maven.csv");
      const json = Buffer.from(batch.slab.subarray(batch.starts[i], batch.ends[i])).toString();
      found.documents.push(`${batch.lines[i]} ${batch.sourceDigests?.[i]} ${json}`);
    }
    for (const { line, code, sourceDigest } of batch.rejects)
      found.rejects.push(`${line} ${code.slice("ERR_EXPORT_".length)} ${sourceDigest}`);
  }
  return found;
}

const digest = (bytes: string | Uint8Array): string => `sha256:${hash("sha256", bytes)}`;
const json = (group: string, artifact: string, version: string, sha1: string): string =>
  JSON.stringify({ artifact_id: artifact, group_id: group, sha1, version });

describe("rows", () => {
  it.each([1, 3, 1000])("become documents with the row's line and digest, in pieces of %d bytes", async (size) => {
    const found = await read(`${HEADER}\norg.a,b,1.0,aa\r\n\n"org,c","d ""x""",2\u00e4,bb\nh,i,4,dd`, size);
    expect(found.rejects).toEqual([]);
    expect(found.documents).toEqual([
      `2 ${digest("org.a,b,1.0,aa")} ${json("org.a", "b", "1.0", "aa")}`,
      `4 ${digest('"org,c","d ""x""",2\u00e4,bb')} ${json("org,c", 'd "x"', "2\u00e4", "bb")}`,
      `5 ${digest("h,i,4,dd")} ${json("h", "i", "4", "dd")}`,
    ]);
  });

  it("that are none are rejects, and the others stay", async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${HEADER}\na,b,c\na,b,c,d,e\na"x,b,c,d\n`),
      Buffer.from([0xff]),
      Buffer.from(',b,c,d\n"open,b,c,d\n'),
    ]);
    const found = await read(bytes);
    expect(found.documents).toEqual([]);
    expect(found.rejects).toEqual([
      `2 FORMAT_INVALID ${digest("a,b,c")}`,
      `3 FORMAT_INVALID ${digest("a,b,c,d,e")}`,
      `4 CSV_SYNTAX ${digest('a"x,b,c,d')}`,
      `5 CSV_SYNTAX ${digest(Uint8Array.of(0xff, ...Buffer.from(",b,c,d")))}`,
      `6 CSV_SYNTAX ${digest('"open,b,c,d')}`,
    ]);
    const mixed = await read(`${HEADER}\na,b,c\nd,e,f,g\n`);
    expect([mixed.documents.length, mixed.rejects.length]).toEqual([1, 1]);
  });

  it("end at their line: a quote that is never closed takes no other row along", async () => {
    const found = await read(`${HEADER}\na,b,c,"d\n${"x,y,z,1\n".repeat(1000)}"e\nf",g,3,cc\n`);
    expect([found.documents.length, found.documents[0]?.slice(0, 2)]).toEqual([1000, "3 "]);
    expect(found.rejects).toEqual([
      `2 CSV_SYNTAX ${digest('a,b,c,"d')}`,
      `1003 CSV_SYNTAX ${digest('"e')}`,
      `1004 CSV_SYNTAX ${digest('f",g,3,cc')}`,
    ]);
  });

  it("keep control characters as JSON has them", async () => {
    const { documents } = await read(`${HEADER}\n\u0001,\u001b[31m,=1+1,"\t"\n`);
    expect(documents[0]?.endsWith('{"artifact_id":"\\u001b[31m","group_id":"\\u0001","sha1":"\\t","version":"=1+1"}')).toBe(true);
  });

  it("above the limit are rejects", async () => {
    const long = `a,b,c,${"d".repeat(3_000_000)}`;
    const found = await read(`${HEADER}\n${long}\ne,f,g,h\n`, 100_000);
    expect(found.rejects).toEqual([`2 DOCUMENT_TOO_LARGE ${digest(long)}`]);
    expect(found.documents).toEqual([`3 ${digest("e,f,g,h")} ${json("e", "f", "g", "h")}`]);
  });

  it("come in many batches", async () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => `org.example.group${i},artifact,1.${i},${"0".repeat(40)}`);
    const found = await read(`${HEADER}\n${rows.join("\n")}\n`, 1 << 20);
    expect(found.documents).toHaveLength(rows.length);
    expect(found.documents.at(-1)).toBe(
      `100001 ${digest(rows.at(-1) as string)} ${json("org.example.group99999", "artifact", "1.99999", "0".repeat(40))}`,
    );
  });
});

describe("a header", () => {
  it("behind a byte order mark is told from another one", async () => {
    const supplies = [Buffer.from(`\ufeff${HEADER}\na,b,c,d\n`)];
    const supply = (into: Uint8Array): number => supplies.shift()?.copy(into) ?? 0;
    const messages: string[] = [];
    for await (const { rejects } of csvBatches(supply, "maven.csv", 1000, undefined))
      messages.push(...rejects.map(({ message }) => message));
    expect(messages).toEqual([expect.stringContaining("byte order mark")]);
  });

  it.each([`${HEADER}\n`, `${HEADER}\r\n`, HEADER, `"group_id","artifact_id","version","sha1"\n`])(
    "%j alone gives nothing",
    async (text) => {
      expect(await read(text)).toEqual({ documents: [], rejects: [] });
    },
  );

  it.each([
    "",
    "\n",
    "a,b,c,d\n1,2,3,4\n",
    `\n${HEADER}\na,b,c,d\n`,
    `\ufeff${HEADER}\na,b,c,d\n`,
    `${HEADER},more\na,b,c,d,e\n`,
    "artifact_id,group_id,version,sha1\na,b,c,d\n",
    "Group_Id,artifact_id,version,sha1\na,b,c,d\n",
    '"group_id,artifact_id,version,sha1"\na\n',
    `${"x".repeat(3_000_000)}\n${HEADER}\na,b,c,d\n`,
  ])("other than Maven's makes the file one reject (%#)", async (text) => {
    for (const size of [7, 1 << 20])
      expect(await read(text, size)).toEqual({ documents: [], rejects: [`0 SHAPE_UNKNOWN ${digest(text)}`] });
  });
});
