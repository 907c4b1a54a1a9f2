// Numbers, sizes and spans of time as people read them. By hand, so that the language of the machine changes nothing.

const KIB = 1024;
const SIZE_UNITS = ["KiB", "MiB", "GiB", "TiB"] as const;

/** `79679` → `79,679`. */
export function countText(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 file`, `2 files`. */
export function countOf(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** `19.3 MiB`. */
export function sizeText(bytes: number): string {
  if (bytes < KIB) return countOf(Math.round(bytes), "byte");
  let size = bytes / KIB;
  let unit = 0;
  while (size >= 1023.95 && unit < SIZE_UNITS.length - 1) {
    size /= KIB;
    unit++;
  }
  return `${size.toFixed(1)} ${SIZE_UNITS[unit]}`;
}

const SPANS = [
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
] as const;
const FEW_DAYS = 10;

/** As exact as one wants to know it: `120 days`, `3 days 4 hours`, `1 hour 5 minutes`, `12 minutes`, `8 seconds`. */
export function spanText(seconds: number): string {
  let rest = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [size, name] of SPANS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(countOf(count, name));
    const isExactEnough =
      parts.length === 2 || (parts.length === 1 && (count === 0 || name === "minute" || (name === "day" && count >= FEW_DAYS)));
    if (isExactEnough) return parts.join(" ");
  }
  return countOf(rest, "second");
}
