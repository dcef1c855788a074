import type { NodeJson } from '../../../src/model/graph-model-file.js';
import { initializer, node } from './onnx-proto.js';
import type { Field } from './protobuf-writer.js';
import { toGroups, toOihw, type Weight } from './weights.js';
import { slide } from './window.js';

/** What is known of a graph while its nodes are converted, in their order. */
export interface Conversion {
  readonly weights: ReadonlyMap<string, Weight>;
  /** The side of each node's output that is an image: NCHW in ONNX. The others are [1, channels]. */
  readonly sides: Map<string, number>;
}

type Converter = (from: NodeJson, conversion: Conversion) => Field[];

/** By TensorFlow's op. */
const CONVERTERS: Readonly<Record<string, Converter>> = {
  Placeholder: () => [],
  Const: () => [],
  _FusedConv2D: fusedConvolution,
  Conv2D: (from, to) => convolution(from, to, toOihw, from.name),
  DepthwiseConv2dNative: (from, to) => convolution(from, to, toGroups, from.name),
  BiasAdd: biasAdd,
  Relu: (from, to) => keepSide(from, to, activation(from, 'Relu')),
  Relu6: (from, to) => keepSide(from, to, activation(from, 'Relu6')),
  AddV2: (from, to) => keepSide(from, to, [node('Add', from.input, from.name)]),
  MaxPool: maxPool,
  ConcatV2: (from, to) =>
    keepSide(from, to, [node('Concat', from.input.slice(0, -1), from.name, { axis: 1 })]),
  Mean: mean,
  MatMul: matrixProduct,
  Softmax: ({ name, input }) => [node('Softmax', input, name, { axis: 1 })],
};

/** @throws Error for a node that neither SqueezeNet nor EfficientNet-Lite has */
export function convertNode(from: NodeJson, conversion: Conversion): Field[] {
  const convert = CONVERTERS[from.op];
  if (convert === undefined)
    throw new Error(
      `${from.name}: ${from.op} is not a node of SqueezeNet's or EfficientNet-Lite's`,
    );
  return convert(from, conversion);
}

function convolution(
  from: NodeJson,
  to: Conversion,
  transpose: (kernel: Weight) => Weight,
  name: string,
): Field[] {
  const [input = '', kernel = '', bias] = from.input;
  const { shape, data } = transpose(weightOf(to, kernel));
  const [outs = 0, , size = 0] = shape;
  const { side, attributes } = slide(from, size, sideOf(to, input));
  to.sides.set(from.name, side);
  const group = transpose === toGroups ? { group: outs } : {};
  return [
    initializer(kernel, shape, data),
    ...(bias === undefined ? [] : [constant(to, bias)]),
    node('Conv', from.input, name, { ...attributes, ...group }),
  ];
}

function fusedConvolution(from: NodeJson, to: Conversion): Field[] {
  const linear = `${from.name}/linear`;
  const [, op] = (from.attr['fused_ops']?.list?.s ?? []).map((text) =>
    Buffer.from(text, 'base64').toString(),
  );
  return [
    ...convolution(from, to, toOihw, linear),
    ...activation({ name: from.name, input: [linear] }, op ?? 'Relu'),
  ];
}

function activation({ name, input }: Pick<NodeJson, 'name' | 'input'>, op: string): Field[] {
  if (op !== 'Relu6') return [node(op, input, name)];
  const bounds = [`${name}/min`, `${name}/max`] as const;
  return [
    initializer(bounds[0], [], Float32Array.of(0)),
    initializer(bounds[1], [], Float32Array.of(6)),
    node('Clip', [...input, ...bounds], name),
  ];
}

/** A bias of images gets their rank. onnxruntime then makes it part of the convolution. */
function biasAdd(from: NodeJson, to: Conversion): Field[] {
  const [input = '', bias = ''] = from.input;
  const { shape, data } = weightOf(to, bias);
  const ofImages = to.sides.has(input);
  const added = [
    initializer(bias, ofImages ? [...shape, 1, 1] : shape, data),
    node('Add', from.input, from.name),
  ];
  return ofImages ? keepSide(from, to, added) : added;
}

function maxPool(from: NodeJson, to: Conversion): Field[] {
  const [input = ''] = from.input;
  const kernel = Number(from.attr['ksize']?.list?.i?.[1]);
  const { side, attributes } = slide(from, kernel, sideOf(to, input));
  to.sides.set(from.name, side);
  return [node('MaxPool', from.input, from.name, attributes)];
}

/** The mean over height and width. */
function mean({ name, input: [input = ''] }: NodeJson): Field[] {
  return [
    node('GlobalAveragePool', [input], `${name}/pooled`),
    node('Flatten', [`${name}/pooled`], name, { axis: 1 }),
  ];
}

function matrixProduct({ name, input }: NodeJson, to: Conversion): Field[] {
  return [constant(to, input[1] ?? ''), node('MatMul', input, name)];
}

function keepSide({ name, input: [input = ''] }: NodeJson, to: Conversion, fields: Field[]) {
  to.sides.set(name, sideOf(to, input));
  return fields;
}

function constant(to: Conversion, name: string): Field {
  const { shape, data } = weightOf(to, name);
  return initializer(name, shape, data);
}

function weightOf({ weights }: Conversion, name: string): Weight {
  const weight = weights.get(name);
  if (weight === undefined) throw new Error(`there is no weight ${name}`);
  return weight;
}

function sideOf({ sides }: Conversion, name: string): number {
  const side = sides.get(name);
  if (side === undefined) throw new Error(`${name} is no image`);
  return side;
}
