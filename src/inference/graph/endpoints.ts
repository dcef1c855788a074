import { ModelError } from '../model-card.js';
import type { GraphModelJson } from './graph-model-file.js';

/** Which nodes a graph is fed and read at. */
export interface Endpoints {
  readonly input: string;
  readonly output: string;
}

/**
 * Finds the one input and the one output of a model: by its signature, or else by the only
 * placeholder and the only node that nothing follows.
 *
 * @throws ModelError when there is not exactly one of each
 */
export function findEndpoints({ signature, modelTopology }: GraphModelJson): Endpoints {
  const nodes = modelTopology.node;
  const followed = new Set(nodes.flatMap(({ input }) => input.map(nodeOf)));
  const inputs = signature
    ? Object.values(signature.inputs).map(({ name }) => nodeOf(name))
    : nodes.filter(({ op }) => op === 'Placeholder').map(({ name }) => name);
  const outputs = signature
    ? Object.values(signature.outputs).map(({ name }) => nodeOf(name))
    : nodes.filter(({ name }) => !followed.has(name)).map(({ name }) => name);
  const [input] = inputs;
  const [output] = outputs;
  if (input === undefined || output === undefined || inputs.length > 1 || outputs.length > 1)
    throw new ModelError(
      `the model has ${inputs.length} inputs and ${outputs.length} outputs where one of each is needed`,
    );
  return { input, output };
}

/** `^node` is a control input, `node:1` one of several outputs. */
function nodeOf(input: string): string {
  return input.replace(/^\^/, '').replace(/:\d+$/, '');
}
