// `export run` through the SDK, with sources that hand over a given number of documents at a time: the command line has no flag for that.
// Usage: node batched-run.mjs '{"root", "profile", "from": [[NAME, PATH]], "out", "workers"?, "batch"}'. Prints the result as JSON.
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { root, profile, from, out, workers, batch } = JSON.parse(process.argv[2]);
const load = (path) => import(pathToFileURL(join(root, "packages", path)));
const [{ builtinProfile }, { run }, { adapters, openSource, redactor }] = await Promise.all([
  load("core/dist/index.js"),
  load("core/dist/node/index.js"),
  load("preset/dist/index.js"),
]);
const result = await run({
  profile: builtinProfile(profile, adapters),
  adapters,
  sources: from.map(([name, path]) => inBatches(openSource(name, path, process.stdin))),
  redactor,
  rejects: "report",
  out,
  workers,
});
console.log(JSON.stringify(result));

function inBatches(source) {
  return {
    name: source.name,
    survey: (options) => source.survey(options),
    describe: (document) => source.describe(document),
    facets: (document, description) => source.facets(document, description),
    async *read(options) {
      for await (const whole of source.read(options)) yield* parts(whole);
    },
  };
}

function* parts(whole) {
  const { count, starts, ends, lines, paths, sourceDigests } = whole;
  for (let at = 0; at < count || at === 0; at += batch) {
    const end = Math.min(count, at + batch);
    yield {
      ...whole,
      count: end - at,
      starts: starts.subarray(at, end),
      ends: ends.subarray(at, end),
      lines: lines.subarray(at, end),
      paths: paths.slice(at, end),
      ...(sourceDigests === undefined ? {} : { sourceDigests: sourceDigests.slice(at, end) }),
      rejects: at === 0 ? whole.rejects : [],
      ignored: at === 0 ? whole.ignored : 0,
    };
  }
}
