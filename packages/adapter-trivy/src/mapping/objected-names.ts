// By which names a statement that calls products affected knows them. It knows texts, not formats.

/** Stands for a product that has no package URL: an objection that nobody can read. */
export const UNNAMED = "";

/** Every name of the products once; {@link UNNAMED} too where one of them has no package URL among its names. */
export function objectedNames(products: readonly (readonly string[])[]): string[] {
  const names = [...new Set(products.flat())].filter((name) => name !== "");
  return products.every((each) => each.some((name) => /^\s*pkg:/i.test(name))) ? names : [...names, UNNAMED];
}
