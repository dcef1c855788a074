import { findEndpoints } from '../../../src/inference/child/graph/endpoints.js';
import type { GraphModelFile, NodeJson } from '../../../src/model/graph-model-file.js';
import { initializer, model, node } from './onnx-proto.js';
import type { Field } from './protobuf-writer.js';

interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A convolution's or pool's window along one side. */
interface Window {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: string;
}

/**
 * Writes SqueezeNet's graph model as ONNX: the same weights, NCHW instead of NHWC.
 *
 * @param side of the square input: RGB 0…255, float32 of shape [1, 3, side, side]
 * @param classes the output has shape [1, classes]
 * @returns the file's bytes; input and output keep the graph model's names
 * @throws Error for a node that SqueezeNet does not use
 */
export function exportOnnx(file: GraphModelFile, side: number, classes: number): Buffer {
  const weights = readWeights(file);
  const { input, output } = findEndpoints(file.json);
  const sides = new Map([[input, side]]);
  const fields = file.json.modelTopology.node.flatMap((from) => convertNode(from, weights, sides));
  return model(
    fields,
    { name: input, shape: [1, 3, side, side] },
    { name: output, shape: [1, classes] },
  );
}

function convertNode(
  { name, op, input, attr }: NodeJson,
  weights: ReadonlyMap<string, Weight>,
  sides: Map<string, number>,
): Field[] {
  const [from = '', second = '', third = ''] = input;
  const side = sides.get(from) ?? 0;
  const stride = Number(attr['strides']?.list?.i?.[1] ?? 1);
  const padding = decodeText(attr['padding']?.s);
  switch (op) {
    case 'Placeholder':
    case 'Const':
      return [];
    case '_FusedConv2D': {
      const kernel = weightOf(weights, second);
      const bias = weightOf(weights, third);
      const [size = 0] = kernel.shape;
      const { out, pads } = slide(side, { kernel: size, stride, padding });
      sides.set(name, out);
      const strides = [stride, stride];
      return [
        initializer(second, ...toOihw(kernel)),
        initializer(third, bias.shape, bias.data),
        node('Conv', input, `${name}/linear`, { kernel_shape: [size, size], strides, pads }),
        node('Relu', [`${name}/linear`], name),
      ];
    }
    case 'MaxPool': {
      const kernel = Number(attr['ksize']?.list?.i?.[1]);
      const { out, pads } = slide(side, { kernel, stride, padding });
      sides.set(name, out);
      const strides = [stride, stride];
      return [node('MaxPool', [from], name, { kernel_shape: [kernel, kernel], strides, pads })];
    }
    case 'ConcatV2':
      sides.set(name, side);
      return [node('Concat', input.slice(0, -1), name, { axis: 1 })];
    case 'Mean':
      return [
        node('GlobalAveragePool', [from], `${name}/pooled`),
        node('Flatten', [`${name}/pooled`], name, { axis: 1 }),
      ];
    case 'Softmax':
      return [node('Softmax', [from], name, { axis: 1 })];
    default:
      throw new Error(`${name}: ${op} is not a node of SqueezeNet's`);
  }
}

/** TensorFlow's padding. With SAME, an odd row or column is added at the end. */
function slide(side: number, { kernel, stride, padding }: Window): { out: number; pads: number[] } {
  if (padding === 'VALID')
    return { out: Math.floor((side - kernel) / stride) + 1, pads: [0, 0, 0, 0] };
  const out = Math.ceil(side / stride);
  const total = Math.max(0, (out - 1) * stride + kernel - side);
  const before = Math.floor(total / 2);
  return { out, pads: [before, before, total - before, total - before] };
}

/** Transposes kernels from [height, width, in, out] to [out, in, height, width]. */
function toOihw({ shape, data }: Weight): [readonly number[], Float32Array] {
  const [height = 0, width = 0, ins = 0, outs = 0] = shape;
  const area = height * width;
  const moved = new Float32Array(data.length);
  for (let at = 0; at < area; at++)
    for (let i = 0; i < ins; i++)
      for (let o = 0; o < outs; o++)
        moved[(o * ins + i) * area + at] = data[(at * ins + i) * outs + o] ?? 0;
  return [[outs, ins, height, width], moved];
}

function readWeights({ json, weightData }: GraphModelFile): Map<string, Weight> {
  const weights = new Map<string, Weight>();
  let offset = weightData.byteOffset;
  for (const { name, shape } of json.weightsManifest.flatMap((group) => group.weights)) {
    const length = shape.reduce((product, size) => product * size, 1);
    // Shards need not be aligned in memory; both types that occur take four bytes.
    const data = new Float32Array(weightData.buffer.slice(offset, offset + length * 4));
    offset += length * 4;
    weights.set(name, { shape, data });
  }
  return weights;
}

function weightOf(weights: ReadonlyMap<string, Weight>, name: string): Weight {
  const weight = weights.get(name);
  if (weight === undefined) throw new Error(`there is no weight ${name}`);
  return weight;
}

function decodeText(base64: string | undefined): string {
  return Buffer.from(base64 ?? '', 'base64').toString();
}
