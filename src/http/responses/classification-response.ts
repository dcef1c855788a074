import type { Classification } from '../../inference/classifier.js';
import type { Labels } from '../../model/labels.js';
import type { Answer } from '../../classification/classify-image.js';
import { argmax, topK } from '../../inference/top-k.js';

/** A class and its probability, with three decimals. */
interface Prediction {
  readonly classification: string;
  readonly confidence: string;
}

/** The body of `POST /classify-image`: class names, and numbers as text. */
export interface Description extends Prediction {
  /** Seconds, with three decimals. */
  readonly processing_time: string;
  readonly predictions?: readonly Prediction[];
}

/** The best prediction of each classification: computed once, for all cache hits. */
const best = new WeakMap<Classification, Prediction>();

/** @param k how many predictions to list, best first; without it, none */
export function describe(answer: Answer, labels: Labels, k: number | undefined): Description {
  const { classification: result, seconds } = answer;
  const { classification, confidence } = bestPrediction(result, labels);
  const description = { classification, confidence, processing_time: seconds.toFixed(3) };
  if (k === undefined) return description;
  const { probabilities } = result;
  const predictions = topK(probabilities, k).map((index) => predict(probabilities, labels, index));
  return { ...description, predictions };
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
