import type { NodeJson } from '../../../../model/graph-model-file.js';
import type { ConstantValue } from '../saved-model.js';
import { rewriteBatchNorm } from './batch-norm.js';
import { rewriteConv1d } from './conv1d.js';
import { rewriteDepthwiseConv2d } from './depthwise-conv2d.js';
import { dilateDepthwise } from './dilated-depthwise.js';
import { filledWith } from './filled.js';
import { rewriteFusedConv2d, rewriteFusedDepthwiseConv2d } from './fused-conv2d.js';
import { rewriteFusedMatMul } from './fused-mat-mul.js';
import { rewritePrelu } from './prelu.js';
import type { Replacement, Rewrite } from './rewrite.js';

/**
 * What TF.js's op lists (tfjs-converter 4.22) have and libtensorflow has not, or takes in another way.
 * SimpleML's ops (decision forests) are left: no image model has them.
 */
export const REWRITES: Readonly<Record<string, Rewrite>> = {
  _FusedConv2D: rewriteFusedConv2d,
  _FusedMatMul: rewriteFusedMatMul,
  Conv1D: rewriteConv1d,
  DepthwiseConv2d: rewriteDepthwiseConv2d,
  FusedBatchNorm: rewriteBatchNorm,
  FusedBatchNormV2: rewriteBatchNorm,
  FusedBatchNormV3: rewriteBatchNorm,
  FusedDepthwiseConv2dNative: rewriteFusedDepthwiseConv2d,
  Ones: filledWith(1),
  Prelu: rewritePrelu,
  Zeros: filledWith(0),
};

/** A graph of TensorFlow's own ops. */
export interface RewrittenGraph {
  readonly nodes: readonly NodeJson[];
  /** Constants in addition to the model's own. */
  readonly constants: ReadonlyMap<string, ConstantValue>;
}

/**
 * Replaces what only TF.js knows by TensorFlow's own ops. The names of all nodes stay.
 *
 * @param constants the values of the graph's `Const` nodes, by name
 * @throws UnsupportedGraphError naming the node that cannot be replaced
 */
export function rewriteGraph(
  nodes: readonly NodeJson[],
  constants: ReadonlyMap<string, ConstantValue> = new Map(),
): RewrittenGraph {
  const added = new Map<string, ConstantValue>();
  const replace = (node: NodeJson, replacement: Replacement | undefined) => {
    for (const [name, value] of replacement?.constants ?? []) added.set(name, value);
    return replacement?.nodes ?? [node];
  };
  const rewritten = nodes.flatMap((node) => replace(node, replacementOf(node)));
  return {
    // After the others, some of which give these convolutions.
    nodes: rewritten.flatMap((node) =>
      node.op === 'DepthwiseConv2dNative'
        ? replace(node, dilateDepthwise(node, constants))
        : [node],
    ),
    constants: added,
  };
}

function replacementOf(node: NodeJson): Replacement | undefined {
  const rewrite = Object.hasOwn(REWRITES, node.op) ? REWRITES[node.op] : undefined;
  // Control inputs (`^node`) only order side effects, which these ops do not have.
  const input = node.input.filter((name) => !name.startsWith('^'));
  return rewrite?.({ ...node, input });
}
