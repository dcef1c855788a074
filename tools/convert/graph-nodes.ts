/** A node of a TF.js graph model: a TensorFlow NodeDef in protobuf's JSON form. */
export interface GraphNode {
  name: string;
  op: string;
  input?: string[];
  attr: Record<string, unknown>;
}

export interface NamedTensor {
  name: string;
  shape: number[];
  data: Float32Array | Int32Array;
}

const FLOAT = { type: 'DT_FLOAT' };
const INT32 = { type: 'DT_INT32' };

// Protobuf's JSON form: bytes as base64, 64-bit integers as strings.
const bytes = (text: string) => ({ s: Buffer.from(text).toString('base64') });
const integers = (...values: number[]) => ({ list: { i: values.map(String) } });
const shapeOf = (...sizes: number[]) => ({ dim: sizes.map((size) => ({ size: String(size) })) });
const stride = (size: number) => integers(1, size, size, 1);

export function placeholder(name: string, ...shape: number[]): GraphNode {
  return { name, op: 'Placeholder', attr: { dtype: FLOAT, shape: { shape: shapeOf(...shape) } } };
}

export function constant({ name, shape, data }: NamedTensor): GraphNode {
  const dtype = data instanceof Float32Array ? FLOAT : INT32;
  const tensor = { dtype: dtype.type, tensorShape: shapeOf(...shape) };
  return { name, op: 'Const', attr: { dtype, value: { tensor } } };
}

/** How a convolution moves over its input. */
export interface Movement {
  readonly step: number;
  readonly padding: string;
}

/** The attributes of a movement, in the converter's order. */
function moving({ step, padding }: Movement): GraphNode['attr'] {
  return {
    strides: stride(step),
    padding: bytes(padding),
    explicit_paddings: { list: {} },
    data_format: bytes('NHWC'),
    dilations: integers(1, 1, 1, 1),
  };
}

/** Convolution, bias and activation fused in one node, as tensorflowjs_converter does. */
export function fusedConvolution(
  name: string,
  inputs: readonly [input: string, kernel: string, bias: string],
  { activation, ...movement }: Movement & { readonly activation: 'Relu' | 'Relu6' },
): GraphNode {
  return {
    name,
    op: '_FusedConv2D',
    input: [...inputs],
    attr: {
      T: FLOAT,
      TArgs: { list: { type: ['DT_FLOAT'] } },
      num_args: { i: '1' },
      num_host_args: { i: '0' },
      fused_ops: { list: { s: [bytes('BiasAdd').s, bytes(activation).s] } },
      ...moving(movement),
      use_cudnn_on_gpu: { b: true },
      epsilon: { f: 0 },
      leakyrelu_alpha: { f: 0.2 },
    },
  };
}

export function convolution(
  name: string,
  inputs: readonly [input: string, kernel: string],
  movement: Movement,
): GraphNode {
  return {
    name,
    op: 'Conv2D',
    input: [...inputs],
    attr: {
      T: FLOAT,
      ...moving(movement),
      use_cudnn_on_gpu: { b: true },
    },
  };
}

export function add(name: string, left: string, right: string): GraphNode {
  return { name, op: 'AddV2', input: [left, right], attr: { T: FLOAT } };
}

/** A convolution of each channel by itself: kernel [height, width, channels, 1]. */
export function depthwiseConvolution(
  name: string,
  [input, kernel]: readonly [string, string],
  movement: Movement,
): GraphNode {
  return {
    name,
    op: 'DepthwiseConv2dNative',
    input: [input, kernel],
    attr: {
      T: FLOAT,
      ...moving(movement),
    },
  };
}

export function biasAdd(name: string, input: string, bias: string): GraphNode {
  return {
    name,
    op: 'BiasAdd',
    input: [input, bias],
    attr: { T: FLOAT, data_format: bytes('NHWC') },
  };
}

export function relu6(name: string, input: string): GraphNode {
  return { name, op: 'Relu6', input: [input], attr: { T: FLOAT } };
}

/** @param matrix shape [inputs, outputs] */
export function matrixProduct(name: string, input: string, matrix: string): GraphNode {
  const attr = { T: FLOAT, transpose_a: { b: false }, transpose_b: { b: false } };
  return { name, op: 'MatMul', input: [input, matrix], attr };
}

export function maxPool(name: string, input: string, padding: string): GraphNode {
  return {
    name,
    op: 'MaxPool',
    input: [input],
    attr: {
      T: FLOAT,
      ksize: integers(1, 3, 3, 1),
      strides: stride(2),
      padding: bytes(padding),
      explicit_paddings: { list: {} },
      data_format: bytes('NHWC'),
    },
  };
}

export function concatenate(name: string, inputs: string[], axis: string): GraphNode {
  const attr = { T: FLOAT, Tidx: INT32, N: { i: String(inputs.length) } };
  return { name, op: 'ConcatV2', input: [...inputs, axis], attr };
}

export function mean(name: string, input: string, axes: string): GraphNode {
  const attr = { T: FLOAT, Tidx: INT32, keep_dims: { b: false } };
  return { name, op: 'Mean', input: [input, axes], attr };
}

export function softmax(name: string, input: string): GraphNode {
  return { name, op: 'Softmax', input: [input], attr: { T: FLOAT } };
}
