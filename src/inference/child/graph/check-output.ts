import type { GraphModelJson } from '../../../model/graph-model-file.js';
import type { ModelCard } from '../../../model/model-card.js';
import { ModelError } from '../../../model/model-error.js';
import type { Endpoints } from './endpoints.js';

/** Ops that change no value, but at most the shape. */
const PASSING = ['Identity', 'Reshape', 'Squeeze', 'StopGradient'];

/** Largest accepted difference of a sum of probabilities from 1. Quantized graphs round. */
const TOLERANCE = 0.01;

/**
 * Checks that a graph does not end in the softmax that the service would apply.
 *
 * @throws ModelError if it does: a second softmax makes all confidences nearly equal
 */
export function checkOutputOp(
  { modelTopology }: GraphModelJson,
  { output }: Endpoints,
  { output: kind }: ModelCard,
): void {
  if (kind !== 'logits') return;
  const nodes = new Map(modelTopology.node.map((node) => [node.name, node]));
  let last = nodes.get(output);
  while (last !== undefined && PASSING.includes(last.op))
    last = nodes.get((last.input[0] ?? '').replace(/:\d+$/, ''));
  if (last?.op === 'Softmax')
    throw new ModelError(
      `the card says that the output is logits, but the graph ends in a Softmax (${last.name}): the output must be "probabilities"`,
    );
}

/**
 * Checks the probabilities of one image.
 *
 * @throws ModelError if they are no distribution over the classes
 */
export function checkProbabilities(probabilities: Float32Array): void {
  const sum = probabilities.reduce((total, value) => total + value, 0);
  if (Math.abs(sum - 1) <= TOLERANCE && probabilities.every((value) => value >= 0)) return;
  throw new ModelError(
    `the outputs of the graph are no probabilities: they must be 0 or more, and sum to 1, not to ${sum.toPrecision(4)}; if they are logits, the card's output must be "logits"`,
  );
}
