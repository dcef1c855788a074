import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Graph } from './graph-builder.js';

const SHARD = 'group1-shard1of1.bin';

/**
 * Writes a TF.js graph model: `model.json` and one shard of weights. The same graph always gives the same
 * bytes. `model.json` is written last and renamed into place, so it exists only when it is complete.
 *
 * @param metadata stored in the model, e.g. the checksum of the weights it was made from
 * @param converter the folder of the converter, stored as well
 */
export async function writeGraphModel(
  folder: string,
  graph: Graph,
  metadata: Record<string, string>,
  converter: string,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const weightData = Buffer.concat(graph.weights.map(({ data }) => toBytes(data)));
  const weightDataSha256 = createHash('sha256').update(weightData).digest('hex');
  const model = {
    format: 'graph-model',
    generatedBy: converter,
    convertedBy: converter,
    signature: {
      inputs: { [graph.input.name]: tensorInfo(graph.input) },
      outputs: { [graph.output.name]: tensorInfo(graph.output) },
    },
    userDefinedMetadata: { ...metadata, weightDataSha256 },
    modelTopology: { node: graph.nodes, library: {}, versions: { producer: 1882 } },
    weightsManifest: [
      {
        paths: [SHARD],
        weights: graph.weights.map(({ name, shape, data }) => ({
          name,
          shape,
          dtype: data instanceof Float32Array ? 'float32' : 'int32',
        })),
      },
    ],
  };
  await writeFile(join(folder, SHARD), weightData);
  await writeFile(join(folder, 'model.json.part'), `${JSON.stringify(model)}\n`);
  await rename(join(folder, 'model.json.part'), join(folder, 'model.json'));
}

/** TF.js shards are little-endian, and so is every machine that libtensorflow supports. */
function toBytes(data: Float32Array | Int32Array): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

function tensorInfo({ name, shape }: { name: string; shape: number[] }) {
  return {
    name: `${name}:0`,
    dtype: 'DT_FLOAT',
    tensorShape: { dim: shape.map((size) => ({ size: String(size) })) },
  };
}
