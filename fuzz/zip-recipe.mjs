// Makes a zip out of a recipe of few bytes, with the checksums, sizes and offsets that a fuzzer cannot guess, and then spoils single bytes.
// A member of the recipe is FLAGS NAME_LENGTH NAME LOW HIGH CONTENT (content's length in two bytes); FLAGS 0xff begins the spoils: LOW HIGH
// BYTE, an offset from the end of the zip and the byte to put there. What is cut off counts as zeros and nothing.
import { crc32, deflateRawSync } from "node:zlib";

const [DEFLATED, DESCRIPTOR, FOLDER, UTF8, LINK, SPOILS] = [1, 2, 4, 8, 16, 0xff];

export function zipOf(recipe) {
  const take = takerOf(recipe);
  const [locals, centrals] = [[], []];
  let [offset, spoils] = [0, false];
  while (!take.isOver()) {
    const flags = take.byte();
    spoils = flags === SPOILS;
    if (spoils) break;
    const name = take.bytes(take.byte());
    const { local, central } = memberOf(flags, name, take.bytes(take.byte() + 256 * take.byte()), offset);
    locals.push(local);
    centrals.push(central);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const zip = Buffer.concat([...locals, directory, endOf(centrals.length, directory.length, offset)]);
  while (spoils && !take.isOver()) {
    const at = zip.length - 1 - (take.byte() + 256 * take.byte());
    const byte = take.byte();
    if (at >= 0) zip[at] = byte;
  }
  return zip;
}

function takerOf(recipe) {
  let at = 0;
  return {
    isOver: () => at >= recipe.length,
    byte: () => recipe[at++] ?? 0,
    bytes(count) {
      const taken = recipe.subarray(at, at + count);
      at += count;
      return taken;
    },
  };
}

function memberOf(flags, name, content, offset) {
  const stored = (flags & DEFLATED) === 0 ? content : deflateRawSync(content, { level: 1 });
  const bits = ((flags & DESCRIPTOR) === 0 ? 0 : 8) | ((flags & UTF8) === 0 ? 0 : 0x800);
  const body = Buffer.alloc(26);
  body.writeUInt16LE(20, 0);
  body.writeUInt16LE(bits, 2);
  body.writeUInt16LE((flags & DEFLATED) === 0 ? 0 : 8, 4);
  body.writeUInt32LE(0x21, 8); // the first day of DOS
  body.writeUInt32LE(crc32(content), 10);
  body.writeUInt32LE(stored.length, 14);
  body.writeUInt32LE(content.length, 18);
  body.writeUInt16LE(name.length, 22);
  const tail = Buffer.alloc(14);
  const mode = (flags & LINK) !== 0 ? 0xa1ff : (flags & FOLDER) !== 0 ? 0x41ed : 0x81a4;
  tail.writeUInt32LE(mode * 0x10000, 6);
  tail.writeUInt32LE(offset, 10);
  const descriptor = bits & 8 ? Buffer.concat([Buffer.from("PK\x07\x08", "latin1"), body.subarray(10, 22)]) : Buffer.alloc(0);
  return {
    local: Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), body, name, stored, descriptor]),
    central: Buffer.concat([Buffer.from("PK\x01\x02\x14\x03", "latin1"), body, tail, name]),
  };
}

function endOf(count, directoryBytes, directoryStart) {
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(count & 0xffff, 8);
  end.writeUInt16LE(count & 0xffff, 10);
  end.writeUInt32LE(directoryBytes, 12);
  end.writeUInt32LE(directoryStart, 16);
  return end;
}
