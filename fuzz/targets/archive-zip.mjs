// Zips as a source: with an even first byte the rest is the zip, with an odd one a recipe for it (zip-recipe.mjs).
import { checkArchive } from "../archive-check.mjs";
import { zipOf } from "../zip-recipe.mjs";

export async function fuzz(data) {
  if (data.length === 0) return;
  const rest = data.subarray(1);
  await checkArchive("zip", (data[0] & 1) === 0 ? rest : zipOf(rest));
}
