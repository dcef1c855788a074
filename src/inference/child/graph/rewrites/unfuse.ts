import type { NodeJson } from '../../../../model/graph-model-file.js';
import { UnsupportedGraphError } from '../unsupported-graph.js';
import { activationNodes } from './activations.js';
import { nodeLike, pickAttributes, type Rewrite } from './rewrite.js';

/**
 * Takes a fused op apart into the op, the bias and the activation. libtensorflow fuses them again as far
 * as the kernels of its version can.
 *
 * @param op the op that is fused with the others
 * @param attributes those that the op knows
 */
export function unfuse(op: string, attributes: readonly string[]): Rewrite {
  return (node) => {
    const { biased, activation } = fusedOps(node);
    const [x = '', weights = '', ...args] = node.input;
    const bias = biased ? args.shift() : undefined;
    const names = stepNames(node.name, op, bias, activation);
    const nodes = [nodeLike(node, names.op, op, [x, weights], pickAttributes(node, attributes))];
    if (bias !== undefined)
      nodes.push(
        nodeLike(
          node,
          names.bias,
          'BiasAdd',
          [names.op, bias],
          pickAttributes(node, ['data_format']),
        ),
      );
    if (activation !== undefined)
      nodes.push(
        ...activationNodes(activation, {
          node,
          name: node.name,
          input: bias === undefined ? names.op : names.bias,
          alpha: args[0],
        }),
      );
    return { nodes };
  };
}

/** The last step has the fused node's own name. */
function stepNames(name: string, op: string, bias?: string, activation?: string) {
  return {
    op: bias === undefined && activation === undefined ? name : `${name}/${op}`,
    bias: activation === undefined ? name : `${name}/BiasAdd`,
  };
}

/** TF.js reads the first of `fused_ops` as the bias, the second as the activation. */
function fusedOps({ name, op, attr }: NodeJson): { biased: boolean; activation?: string } {
  const [first, activation, ...others] = (attr['fused_ops']?.list?.s ?? []).map((text) =>
    Buffer.from(text, 'base64').toString(),
  );
  const biased = first?.toLowerCase() === 'biasadd';
  if (others.length > 0 || (first !== undefined && !biased))
    throw new UnsupportedGraphError(`${op} with ${first ?? ''} (${name}) is not supported`);
  return { biased, ...(activation !== undefined && { activation }) };
}
