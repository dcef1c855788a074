import { ModelError } from '../../../model/model-error.js';
import type { Size } from '../pixels.js';
import type { OutputName } from './graph-runner.js';
import type { MapNodes } from '../../../model/saved-model-file.js';
import type { GraphModelJson } from '../../../model/graph-model-file.js';

/** The input and the output of a model's own graph, by node. */
export interface Endpoints {
  readonly input: string;
  readonly output: string;
}

/** Which nodes the service feeds and reads. */
export interface ServedNodes {
  readonly input: string;
  readonly outputs: Readonly<Record<OutputName, string>>;
  /** How the graph explains a class, if it can. */
  readonly explain?: MapNodes | undefined;
}

export interface ServingEndpoints extends ServedNodes {
  /** `DT_UINT8` or `DT_FLOAT`. */
  readonly inputType: string;
}

/**
 * Finds a model's input and output: those of its signature, or else the only placeholder and the only
 * node that is no other node's input.
 *
 * @throws ModelError if there is not exactly one of each
 */
export function findEndpoints({ signature, modelTopology }: GraphModelJson): Endpoints {
  const nodes = modelTopology.node;
  const names = new Set(nodes.map(({ name }) => name));
  const followed = new Set(nodes.flatMap(({ input }) => input.map(nodeOf)));
  const named = (tensors: Record<string, { name: string }> = {}) =>
    Object.values(tensors).map(({ name }) => nodeOf(name));
  const inputs = named(signature?.inputs);
  const outputs = named(signature?.outputs);
  // A signature may be empty.
  if (inputs.length === 0)
    inputs.push(...nodes.filter(({ op }) => op === 'Placeholder').map(({ name }) => name));
  if (outputs.length === 0) outputs.push(...[...names].filter((name) => !followed.has(name)));
  const [input] = inputs;
  const [output] = outputs;
  if (input === undefined || output === undefined || inputs.length > 1 || outputs.length > 1)
    throw new ModelError(
      `the model has ${inputs.length} inputs and ${outputs.length} outputs where one of each is needed`,
    );
  for (const name of [input, output])
    if (!names.has(name))
      throw new ModelError(`the model has no node ${name}, which its signature names`);
  return { input, output };
}

/**
 * Checks that a graph's input has the type and shape of the preprocessed images.
 *
 * @throws ModelError if it has not: a session would run anyway, with wrong results
 */
export function checkInputShape(
  { modelTopology }: GraphModelJson,
  { input }: Endpoints,
  { width, height }: Size,
): void {
  const shape = modelTopology.node.find(({ name }) => name === input)?.attr['shape']?.shape;
  if (shape?.dim === undefined || shape.unknownRank) return;
  const sizes = shape.dim.map(({ size }) => Number(size ?? -1));
  const fed = [1, height, width, 3];
  // -1 means any size.
  if (sizes.length === fed.length && sizes.every((size, axis) => size < 0 || size === fed[axis]))
    return;
  throw new ModelError(
    `the graph takes input of shape [${sizes.join()}] where the card's crop gives [${fed.join()}]`,
  );
}

/** `^node` is a control input, `node:1` one of several outputs. */
export function nodeOf(input: string): string {
  return input.replace(/^\^/, '').replace(/:\d+$/, '');
}
