// Makes an ELF library load where the system's libraries are older than the versions that it asks for, by marking those demands as weak
// (VER_FLG_WEAK). What the newer versions would have provided must then come from elsewhere: see isoc23-shim.c.

const SECTION_VERNEED = 0x6ffffffe;
const WEAK = 0x2;

/**
 * A copy of a 64-bit little-endian ELF file in which the demands for `versions` are weak. Throws where one of them is not demanded, so that
 * a library that has changed is noticed.
 * @param {Buffer} library
 * @param {readonly string[]} versions
 */
export function withWeakVersions(library, versions) {
  if (library.toString("latin1", 0, 6) !== "\x7fELF\x02\x01") throw new Error("not a 64-bit little-endian ELF file");
  const elf = Buffer.from(library);
  const missing = new Set(versions);
  const sections = sectionsOf(elf);
  for (const { type, offset, link, info } of sections) {
    if (type !== SECTION_VERNEED) continue;
    for (const { at, name } of demandsOf(elf, offset, info, sections[link].offset)) {
      if (!versions.includes(name)) continue;
      elf.writeUInt16LE(elf.readUInt16LE(at + 4) | WEAK, at + 4);
      missing.delete(name);
    }
  }
  if (missing.size > 0) throw new Error(`the library does not ask for ${[...missing].join(", ")}`);
  return elf;
}

function sectionsOf(elf) {
  const start = Number(elf.readBigUInt64LE(0x28));
  const [size, count] = [elf.readUInt16LE(0x3a), elf.readUInt16LE(0x3c)];
  return Array.from({ length: count }, (_, i) => {
    const at = start + i * size;
    const [type, link, info] = [4, 40, 44].map((field) => elf.readUInt32LE(at + field));
    return { type, offset: Number(elf.readBigUInt64LE(at + 24)), link, info };
  });
}

// Elf64_Verneed: a library, with a list of Elf64_Vernaux: the versions of it that are demanded.
function* demandsOf(elf, start, libraries, strings) {
  for (let need = start, i = 0; i < libraries; need += elf.readUInt32LE(need + 12), i++) {
    const count = elf.readUInt16LE(need + 2);
    for (let at = need + elf.readUInt32LE(need + 8), j = 0; j < count; at += elf.readUInt32LE(at + 12), j++) {
      const from = strings + elf.readUInt32LE(at + 8);
      yield { at, name: elf.toString("latin1", from, elf.indexOf(0, from)) };
    }
  }
}
