import type { NodeJson } from '../../../../model/graph-model-file.js';
import type { ConstantValue } from '../saved-model.js';
import { UnsupportedGraphError } from '../unsupported-graph.js';
import type { Replacement } from './rewrite.js';

/** Most values of a kernel with its holes. */
const MAX_VALUES = 1 << 22;

/**
 * Dilates the kernel of a depthwise convolution ahead, with zeros between its values: the same sums. Of
 * libtensorflow's kernels only oneDNN's takes dilations, and that one is only used on some processors.
 *
 * @param node a `DepthwiseConv2dNative`
 * @param constants the graph's, by name
 * @returns undefined if it is not dilated
 * @throws UnsupportedGraphError if its kernel is no constant, or becomes too large
 */
export function dilateDepthwise(
  node: NodeJson,
  constants: ReadonlyMap<string, ConstantValue>,
): Replacement | undefined {
  const [down, across] = dilationsOf(node);
  if (down === 1 && across === 1) return undefined;
  const [input = '', kernelName = '', ...others] = node.input;
  const kernel = constants.get(kernelName.replace(/:0$/, ''));
  if (kernel === undefined)
    throw new UnsupportedGraphError(
      `the kernel of the dilated ${node.op} ${node.name} is no constant`,
    );
  const name = `${node.name}/dilated`;
  const dilated = insertZeros(kernel, down, across);
  if (dilated === undefined)
    throw new UnsupportedGraphError(
      `the kernel of the dilated ${node.op} ${node.name} is too large`,
    );
  const attr = { ...node.attr, dilations: { list: { i: [1, 1, 1, 1] } } };
  return {
    nodes: [
      { name, op: 'Const', input: [], attr: { dtype: { type: kernel.dtype } } },
      { ...node, input: [input, name, ...others], attr },
    ],
    constants: new Map([[name, dilated]]),
  };
}

/** Along height and width. */
function dilationsOf({ attr }: NodeJson): [number, number] {
  const [, second = 1, third = 1, fourth = 1] = (attr['dilations']?.list?.i ?? []).map(Number);
  const format = Buffer.from(attr['data_format']?.s ?? '', 'base64').toString();
  return format === 'NCHW' ? [third, fourth] : [second, third];
}

/** @param kernel shape [height, width, channels, multiplier] */
function insertZeros(
  { dtype, shape, bytes }: ConstantValue,
  down: number,
  across: number,
): ConstantValue | undefined {
  const [height = 0, width = 0, ...channels] = shape;
  const rows = (height - 1) * down + 1;
  const columns = (width - 1) * across + 1;
  const depth = channels.reduce((product, size) => product * size, 1);
  if (rows * columns * depth > MAX_VALUES) return undefined;
  const step = bytes.length / (height * width);
  const dilated = new Uint8Array(rows * columns * step);
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const from = (row * width + column) * step;
      dilated.set(
        bytes.subarray(from, from + step),
        (row * down * columns + column * across) * step,
      );
    }
  return { dtype, shape: [rows, columns, ...channels], bytes: dilated };
}
