import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import type { NodeJson } from '../../src/model/graph-model-file.js';
import type { ModelCard, Preprocessing } from '../../src/model/model-card.js';
import { temporaryFolder } from './squeezenet-variant.js';

export const COLOURS = ['red', 'green', 'blue', 'gray'];

export const INPUT = { width: 20, height: 12 };

/** value = stored × scale + min, or half precision. */
type Quantization =
  | { readonly dtype: 'uint8' | 'uint16'; readonly scale: number; readonly min: number }
  | { readonly dtype: 'float16' };

interface Weight {
  readonly name: string;
  readonly shape: number[];
  readonly values: number[];
  readonly dtype: 'float32' | 'int32';
  readonly quantization?: Quantization;
}

/** A TF.js graph model in memory. */
export interface TinyModel {
  card: ModelCard;
  labels: unknown;
  nodes: (Partial<NodeJson> & Pick<NodeJson, 'name' | 'op'>)[];
  weights: Weight[];
  signature: object | undefined;
}

const FLOAT = { type: 'DT_FLOAT' };
const INT32 = { type: 'DT_INT32' };

/** Class × channel: the weights of the only layer. */
const CLASS_WEIGHTS = [
  [0.04, -0.02, -0.02],
  [-0.02, 0.04, -0.02],
  [-0.02, -0.02, 0.04],
  [0.005, 0.005, 0.005],
];

/** The tiny model's expected result for an image with this mean colour. */
export function tinyProbabilities(rgb: readonly number[]): number[] {
  const logits = CLASS_WEIGHTS.map((weights) =>
    weights.reduce((sum, weight, channel) => sum + weight * (rgb[channel] ?? 0), 0),
  );
  return softmax(logits);
}

export function softmax(logits: readonly number[]): number[] {
  const exponentials = logits.map(Math.exp);
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((value) => value / sum);
}

/** A model that names an image's colour: mean over height and width, one matrix, softmax. */
export function tinyModel(preprocessing: Partial<Preprocessing> = {}): TinyModel {
  const { width, height } = INPUT;
  const dim = [-1, height, width, 3].map((size) => ({ size: String(size) }));
  return {
    card: {
      name: 'colours',
      title: 'Colours',
      weights: { source: 'made by hand', licence: 'none', attribution: 'none' },
      preprocessing: {
        channelOrder: 'RGB',
        resize: { mode: 'short-side', size: 24 },
        resampling: 'bilinear-antialias',
        crop: INPUT,
        mean: [0, 0, 0],
        scale: [1, 1, 1],
        foldedIntoFirstConvolution: true,
        ...preprocessing,
      },
      output: 'probabilities',
      labels: 'labels.json',
    },
    labels: COLOURS,
    nodes: [
      { name: 'image', op: 'Placeholder', attr: { dtype: FLOAT, shape: { shape: { dim } } } },
      { name: 'axes', op: 'Const', attr: { dtype: INT32 } },
      { name: 'matrix', op: 'Const', attr: { dtype: FLOAT } },
      {
        name: 'mean',
        op: 'Mean',
        input: ['image', 'axes'],
        attr: { T: FLOAT, Tidx: INT32, keep_dims: { b: false } },
      },
      {
        name: 'scores',
        op: 'MatMul',
        input: ['mean', 'matrix'],
        attr: { T: FLOAT, transpose_a: { b: false }, transpose_b: { b: true } },
      },
      { name: 'colour', op: 'Softmax', input: ['scores'], attr: { T: FLOAT } },
    ],
    weights: [
      { name: 'axes', shape: [2], values: [1, 2], dtype: 'int32' },
      { name: 'matrix', shape: [4, 3], values: CLASS_WEIGHTS.flat(), dtype: 'float32' },
    ],
    signature: undefined,
  };
}

/** Keeps the axes of the mean: TF.js multiplies matrices in more than two dimensions, TensorFlow does not. */
export function onlyForTfjs(model: TinyModel): TinyModel {
  return {
    ...model,
    nodes: model.nodes.map((node) =>
      node.op === 'Mean' ? { ...node, attr: { ...node.attr, keep_dims: { b: true } } } : node,
    ),
  };
}

/** Writes a model's folder, with the weights in two shards. */
export async function writeModel(t: ExecutionContext, model: TinyModel): Promise<string> {
  const folder = join(await temporaryFolder(t), 'colours');
  await mkdir(folder);
  const data = Buffer.concat(model.weights.map(bytesOf));
  const json = {
    format: 'graph-model',
    ...(model.signature && { signature: model.signature }),
    modelTopology: { node: model.nodes, versions: { producer: 1087 } },
    weightsManifest: [
      {
        paths: ['1.bin', '2.bin'],
        weights: model.weights.map((weight) => ({ ...weight, values: undefined })),
      },
    ],
  };
  await writeFile(join(folder, 'card.json'), JSON.stringify(model.card));
  await writeFile(join(folder, 'labels.json'), JSON.stringify(model.labels));
  await writeFile(join(folder, 'model.json'), JSON.stringify(json));
  await writeFile(join(folder, '1.bin'), data.subarray(0, 9));
  await writeFile(join(folder, '2.bin'), data.subarray(9));
  return folder;
}

function bytesOf({ values, dtype, quantization }: Weight): Uint8Array {
  if (quantization?.dtype === 'float16')
    return new Uint8Array(Uint16Array.from(values, toHalf).buffer);
  if (quantization) {
    const { scale, min } = quantization;
    const stored = values.map((value) => Math.round((value - min) / scale));
    return quantization.dtype === 'uint8'
      ? Uint8Array.from(stored)
      : new Uint8Array(Uint16Array.from(stored).buffer);
  }
  return new Uint8Array((dtype === 'int32' ? Int32Array : Float32Array).from(values).buffer);
}

/** The bits of a normal number between −1 and 1, cut off to half precision. */
function toHalf(value: number): number {
  const [bits = 0] = new Uint32Array(Float32Array.of(value).buffer);
  const exponent = ((bits >> 23) & 255) - 127 + 15;
  return ((bits >>> 16) & 0x8000) | (exponent << 10) | ((bits >> 13) & 1023);
}
