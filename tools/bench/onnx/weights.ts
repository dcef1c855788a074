import type { GraphModelFile } from '../../../src/model/graph-model-file.js';

export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * The weights of a graph model by name, all read as float32: the few integers are axes, which the conversion
 * does not look at.
 */
export function readWeights({ json, weightData }: GraphModelFile): Map<string, Weight> {
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

/** Transposes kernels from [height, width, in, out] to [out, in, height, width]. */
export function toOihw({ shape, data }: Weight): Weight {
  const [height = 0, width = 0, ins = 0, outs = 0] = shape;
  const area = height * width;
  const moved = new Float32Array(data.length);
  for (let at = 0; at < area; at++)
    for (let i = 0; i < ins; i++)
      for (let o = 0; o < outs; o++)
        moved[(o * ins + i) * area + at] = data[(at * ins + i) * outs + o] ?? 0;
  return { shape: [outs, ins, height, width], data: moved };
}

/**
 * Transposes depthwise kernels from [height, width, in, multiplier] to those of as many groups:
 * [in × multiplier, 1, height, width].
 */
export function toGroups({ shape, data }: Weight): Weight {
  const [height = 0, width = 0, ins = 0, multiplier = 0] = shape;
  return toOihw({ shape: [height, width, 1, ins * multiplier], data });
}
