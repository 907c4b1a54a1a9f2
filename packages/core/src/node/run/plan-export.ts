// Reads the sources as a run would, and says what it would do. Writes nothing.
import { compressFrames } from "../zstd-frames.js";
import { FRAME_BYTES } from "./bundle-output.js";
import { CountingSink } from "./counting-sink.js";
import { ingest } from "./ingest.js";
import { chooseAsOf } from "./label.js";
import { Lane } from "./lane.js";
import { makePlan, type Plan } from "./plan.js";
import { failOnRejects } from "./rejects.js";
import { checkRequest, type ExportRequest, POLICY_SOURCE } from "./request.js";
import { surveySources, surveyUnchanged } from "./survey.js";

/** Throws what {@link run} would throw about the request, the sources and their documents. */
export async function plan(request: ExportRequest): Promise<Plan> {
  const checked = checkRequest(request);
  const { profile, clock } = checked;
  const { progress, signal } = request;
  const survey = await surveySources(checked, signal);
  const counted = new CountingSink();
  const rejects = profile.spec.quality.rejects === "fail" ? failOnRejects() : undefined;
  const names = checked.sources.map(({ name }) => name);
  const lane = new Lane({
    sources: names,
    spec: profile.spec,
    kinds: checked.kinds,
    heard: checked.heard,
    redactor: request.redactor,
    policySource: checked.policy && POLICY_SOURCE,
    records: counted,
  });
  await ingest({
    sources: checked.sources,
    limits: profile.spec.limits,
    lane,
    onReject: rejects?.onReject ?? (() => {}),
    totalDocuments: survey.documents,
    progress,
    signal,
  });
  rejects?.finish();
  await surveyUnchanged(checked, survey, signal);
  const { tally } = lane;
  const asOf = chooseAsOf(request.asOf, tally.asOf, clock.now());
  const ratio = await sampleRatio(counted.sample.view(), profile.spec.compression);
  return makePlan({ profile, tally, asOf, kinds: checked.kinds, counted, ratio });
}

async function sampleRatio(sample: Uint8Array, compression: { codec: string; level: number }): Promise<number> {
  if (sample.length === 0 || compression.codec === "none") return 1;
  const frames = await compressFrames(sample, { level: compression.level, frameBytes: FRAME_BYTES, concurrency: 2 });
  return frames.reduce((sum, frame) => sum + frame.length, 0) / sample.length;
}
