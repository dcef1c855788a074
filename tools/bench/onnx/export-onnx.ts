import { findEndpoints } from '../../../src/inference/child/graph/endpoints.js';
import type { GraphModelFile } from '../../../src/model/graph-model-file.js';
import { convertNode } from './convert-node.js';
import { model } from './onnx-proto.js';
import { readWeights } from './weights.js';

/**
 * Writes a graph model of SqueezeNet or EfficientNet-Lite as ONNX: the same weights, NCHW instead of NHWC.
 *
 * @param side of the square input, float32 of shape [1, 3, side, side]: what the graph itself takes
 * @param classes the output has shape [1, classes]
 * @returns the file's bytes; input and output keep the graph model's names
 * @throws Error for a node that these models do not use
 */
export function exportOnnx(file: GraphModelFile, side: number, classes: number): Buffer {
  const { input, output } = findEndpoints(file.json);
  const conversion = { weights: readWeights(file), sides: new Map([[input, side]]) };
  const fields = file.json.modelTopology.node.flatMap((node) => convertNode(node, conversion));
  return model(
    fields,
    { name: input, shape: [1, 3, side, side] },
    { name: output, shape: [1, classes] },
  );
}
