import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { argmax } from './top-k.js';
import type { Classifier } from './classifier.js';
import { readModelFile } from '../model/model-file.js';
import type { Labels } from '../model/labels.js';
import { type GoldenPrediction, ModelError, resolvePath } from '../model/model-card.js';
import type { ServedModel } from '../model/served-model.js';

/** Golden images are the operator's own: `IMAGE_MAX_PIXELS` only limits clients. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER;

const SAME_WEIGHTS =
  'its weights are those of the card, so the preprocessing or a library has drifted';

/**
 * Classifies a golden image and compares the result with the golden prediction: the first class must be
 * the same, and the confidence of each listed class within the card's tolerance. In bfloat16 the first
 * class may be another one if the golden prediction's first two are as close as the tolerance.
 *
 * @returns a description of the difference, or undefined if there is none
 */
export async function findDrift(
  classifier: Classifier,
  { name, folder, card, labels, precision }: ServedModel,
  { image, top }: GoldenPrediction,
): Promise<string | undefined> {
  const bytes = await readGoldenImage(resolvePath(folder, image));
  const { signal } = new AbortController();
  const results = await classifier.classify(bytes, [name], signal, UNBOUNDED);
  const probabilities = results.get(name)?.probabilities ?? new Float32Array();
  const best = argmax(probabilities);
  const [expected, second] = top;
  const exact = precision !== 'bfloat16';
  const tolerance = (exact ? card.golden?.tolerance : card.golden?.bfloat16Tolerance) ?? 0;
  const lead = (expected?.confidence ?? 0) - (second?.confidence ?? 0);
  if (labels[best] !== expected?.classification && (exact || lead > tolerance))
    return (
      `${image} is a ${labels[best] ?? ''} (${probability(probabilities, best)}) ` +
      `where a ${expected?.classification ?? ''} (${expected?.confidence.toFixed(3) ?? ''}) is expected`
    );
  const confidences = confidencesByLabel(labels, probabilities);
  for (const { classification, confidence } of top) {
    const actual = confidences.get(classification)?.shift() ?? 0;
    if (Math.abs(actual - confidence) > tolerance)
      return (
        `${image} is a ${classification} with ${actual.toFixed(3)} ` +
        `where ${confidence.toFixed(3)} is expected`
      );
  }
  return undefined;
}

/** For each name, greatest first: ImageNet has two classes named crane, and two named maillot. */
function confidencesByLabel(labels: Labels, probabilities: Float32Array): Map<string, number[]> {
  const confidences = new Map<string, number[]>();
  for (const [index, label] of labels.entries())
    confidences.set(label, [...(confidences.get(label) ?? []), probabilities[index] ?? 0]);
  for (const values of confidences.values()) values.sort((a, b) => b - a);
  return confidences;
}

/**
 * Checks a model with all its golden images. Runs before the port opens.
 *
 * @returns false when the card has no golden predictions to check
 * @throws ModelError describing the first difference
 */
export async function selfCheck(classifier: Classifier, model: ServedModel): Promise<boolean> {
  const { golden } = model.card;
  if (golden === undefined) return false;
  const drifts: string[] = [];
  // One after the other: a full queue would refuse them.
  for (const prediction of golden.predictions) {
    const drift = await findDrift(classifier, model, prediction);
    if (drift !== undefined) drifts.push(drift);
  }
  const [first] = drifts;
  if (first === undefined) return true;
  const count = `${drifts.length} of ${golden.predictions.length} golden images`;
  throw new ModelError(
    `the model in ${model.folder} failed its self-check: ${count}: ${first}; ${await causeOf(model.folder, golden.weightsSha256)}`,
  );
}

/**
 * The cause, as far as the checksums tell. The card names the weights by the SHA-256 of the shards, or of
 * the file that the model was converted from, if `model.json` names that too.
 */
async function causeOf(folder: string, goldenSha256: string): Promise<string> {
  const { json, weightData } = await readModelFile(folder);
  const { weightsSha256, weightDataSha256 } = json.userDefinedMetadata ?? {};
  const shards = createHash('sha256').update(weightData).digest('hex');
  if (shards === goldenSha256) return SAME_WEIGHTS;
  if (weightsSha256 === undefined)
    return `its weights (sha256 ${shards} of the shards) are not those of the golden predictions (${goldenSha256})`;
  if (weightsSha256 !== goldenSha256)
    return `it was made from weights (sha256 ${weightsSha256}) that the golden predictions are not of`;
  if (weightDataSha256 !== undefined && weightDataSha256 !== shards)
    return 'its weights on disk are not what was converted';
  return SAME_WEIGHTS;
}

async function readGoldenImage(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new ModelError(`the golden image ${file} cannot be read`, { cause: error });
  }
}

function probability(probabilities: Float32Array, index: number): string {
  return (probabilities[index] ?? 0).toFixed(3);
}
