// Rows of values in which every value of every axis meets every value of every other axis at least once. It knows no axis.

/**
 * The same rows every time. Each row is one value of each axis, by the axis' name; `minimum` rows at least.
 * @template T
 * @param {Record<string, readonly T[]>} axes
 */
export function pairwise(axes, minimum = 0) {
  const names = Object.keys(axes);
  const open = new Set();
  for (const [i, a] of names.entries())
    for (const b of names.slice(i + 1)) for (const x of axes[a].keys()) for (const y of axes[b].keys()) open.add(pair(a, x, b, y));
  const rows = [];
  while (open.size > 0 || rows.length < minimum) rows.push(nextRow(axes, names, open, rows.length));
  return rows.map((row) => Object.fromEntries(names.map((name) => [name, axes[name][row[name]]])));
}

/** Begins with a pair that is still open, and gives every other axis the value that closes most pairs. */
function nextRow(axes, names, open, number) {
  const row = {};
  const [first] = open;
  if (first !== undefined) for (const part of first.split("|")) row[part.split("=")[0]] = Number(part.split("=")[1]);
  for (const name of names) {
    if (row[name] !== undefined) continue;
    const values = axes[name].length;
    let best = -1;
    for (let turn = 0; turn < values; turn++) {
      const value = (turn + number) % values; // so that what does not matter differs too
      const closes = names.filter((other) => row[other] !== undefined && open.has(ordered(names, name, value, other, row[other]))).length;
      if (closes > best) [best, row[name]] = [closes, value];
    }
  }
  for (const [i, a] of names.entries()) for (const b of names.slice(i + 1)) open.delete(pair(a, row[a], b, row[b]));
  return row;
}

function ordered(names, a, x, b, y) {
  return names.indexOf(a) < names.indexOf(b) ? pair(a, x, b, y) : pair(b, y, a, x);
}

function pair(a, x, b, y) {
  return `${a}=${x}|${b}=${y}`;
}
