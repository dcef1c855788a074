import type { Labels } from '../inference/labels.js';
import type { Answer } from './classify-image.js';
import { argmax, topK } from './top-k.js';

/** A class and how sure the model is of it: a probability with three decimals. */
interface Prediction {
  readonly classification: string;
  readonly confidence: string;
}

/** An answer in the words of the contract: names of classes, and numbers as text. */
export interface Description extends Prediction {
  /** Seconds, with three decimals. */
  readonly processing_time: string;
  readonly predictions?: readonly Prediction[];
}

/** @param k how many predictions to list, best first; without it, none */
export function describe(answer: Answer, labels: Labels, k: number | undefined): Description {
  const { probabilities } = answer.classification;
  const predict = (index: number): Prediction => ({
    classification: labelAt(labels, index),
    confidence: (probabilities[index] ?? 0).toFixed(3),
  });
  const description = {
    ...predict(argmax(probabilities)),
    processing_time: answer.seconds.toFixed(3),
  };
  if (k === undefined) return description;
  return { ...description, predictions: topK(probabilities, k).map(predict) };
}

function labelAt(labels: Labels, index: number): string {
  const label = labels[index];
  if (label === undefined) throw new Error(`the model has an output ${index} without a label`);
  return label;
}
