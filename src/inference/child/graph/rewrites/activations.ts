import type { NodeJson } from '../../../../model/graph-model-file.js';
import { UnsupportedGraphError } from '../unsupported-graph.js';
import { nodeLike } from './rewrite.js';

/** What an activation is applied to. */
interface Activated {
  /** The node whose type the new nodes take. Its attributes may configure the activation. */
  readonly node: NodeJson;
  /** The name of the last of the new nodes. */
  readonly name: string;
  readonly input: string;
  /** PReLU's slopes, broadcast against the input. */
  readonly alpha: string | undefined;
}

/** By TF.js's name in lower case. */
const ACTIVATIONS: Readonly<Record<string, (activated: Activated) => NodeJson[]>> = {
  linear: simple('Identity'),
  relu: simple('Relu'),
  relu6: simple('Relu6'),
  elu: simple('Elu'),
  sigmoid: simple('Sigmoid'),
  leakyrelu: ({ node, name, input }) => [
    // The default is TF.js's and TensorFlow's.
    nodeLike(node, name, 'LeakyRelu', [input], {
      alpha: node.attr['leakyrelu_alpha'] ?? { f: 0.2 },
    }),
  ],
  prelu,
};

/**
 * The nodes of an activation that TF.js's fused ops can have.
 *
 * @throws UnsupportedGraphError if TF.js has no such activation
 */
export function activationNodes(activation: string, activated: Activated): NodeJson[] {
  const nodes = ACTIVATIONS[activation.toLowerCase()];
  if (nodes === undefined)
    throw new UnsupportedGraphError(
      `the activation ${activation} of ${activated.node.op} is unknown`,
    );
  return nodes(activated);
}

function simple(op: string) {
  return ({ node, name, input }: Activated) => [nodeLike(node, name, op, [input])];
}

/** prelu(x) = relu(x) − alpha × relu(−x): TensorFlow has no such op. */
function prelu({ node, name, input, alpha }: Activated): NodeJson[] {
  if (alpha === undefined) throw new UnsupportedGraphError(`${name} has no alpha`);
  return [
    nodeLike(node, `${name}/positive`, 'Relu', [input]),
    nodeLike(node, `${name}/negated`, 'Neg', [input]),
    nodeLike(node, `${name}/negative`, 'Relu', [`${name}/negated`]),
    nodeLike(node, `${name}/scaled`, 'Mul', [`${name}/negative`, alpha]),
    nodeLike(node, name, 'Sub', [`${name}/positive`, `${name}/scaled`]),
  ];
}
