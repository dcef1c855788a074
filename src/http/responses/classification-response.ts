import type { z } from 'zod';
import type { Answer } from '../../classification/classify-image.js';
import type { Classification } from '../../inference/classifier.js';
import { argmax, topK } from '../../inference/top-k.js';
import type { Labels } from '../../model/labels.js';
import type { ServedModel } from '../../model/served-model.js';
import type {
  CLASSIFIED,
  CLASSIFIED_BY_MODEL,
  DESCRIPTION,
  PREDICTION,
} from './classification-schema.js';

type Prediction = z.output<typeof PREDICTION>;
type Description = z.output<typeof DESCRIPTION>;
type Classified = z.output<typeof CLASSIFIED>;
type ClassifiedByModel = z.output<typeof CLASSIFIED_BY_MODEL>;

/** The best prediction of each classification: computed once, for all cache hits. */
const best = new WeakMap<Classification, Prediction>();

/**
 * The body of an answer by one model.
 *
 * @param k how many predictions to list, best first; without it, none
 */
export function describe(answer: Answer, model: ServedModel, k: number | undefined): Classified {
  const { classification, confidence, ...predictions } = describeBy(model, answer, k);
  return { classification, confidence, ...timeOf(answer), ...predictions };
}

/** The body of an answer to a request with a list of models. */
export function describeByModel(
  answer: Answer,
  models: readonly ServedModel[],
  k: number | undefined,
): ClassifiedByModel {
  const descriptions = models.map((model) => [model.name, describeBy(model, answer, k)] as const);
  return { models: Object.fromEntries(descriptions), ...timeOf(answer) };
}

function timeOf({ seconds }: Answer): Pick<Classified, 'processing_time'> {
  return { processing_time: seconds.toFixed(3) };
}

function describeBy(
  { name, labels, wordnetIds }: ServedModel,
  { classifications }: Answer,
  k: number | undefined,
): Description {
  const result = classifications.get(name);
  if (result === undefined) throw new Error(`the answer lacks the model ${name}`);
  const { probabilities } = result;
  if (k === undefined) return bestPrediction(result, labels);
  const predictions = topK(probabilities, k).map((index) => ({
    ...predict(probabilities, labels, index),
    wordnet_id: wordnetIds?.[index],
  }));
  return { ...bestPrediction(result, labels), predictions };
}

function bestPrediction(result: Classification, labels: Labels): Prediction {
  let prediction = best.get(result);
  if (prediction === undefined) {
    prediction = predict(result.probabilities, labels, argmax(result.probabilities));
    best.set(result, prediction);
  }
  return prediction;
}

function predict(probabilities: Float32Array, labels: Labels, index: number): Prediction {
  return {
    classification: labelAt(labels, index),
    confidence: (probabilities[index] ?? 0).toFixed(3),
  };
}

function labelAt(labels: Labels, index: number): string {
  const label = labels[index];
  if (label === undefined) throw new Error(`the model has an output ${index} without a label`);
  return label;
}
