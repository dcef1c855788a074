import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ModelError } from './model-error.js';
import { weightsSize } from './weights-size.js';

/** How the converter stored a weight: value = stored × scale + min, or float16. */
const quantization = z.looseObject({
  dtype: z.string(),
  scale: z.number().optional(),
  min: z.number().optional(),
});

const weight = z.object({
  name: z.string(),
  shape: z.array(z.int().min(0)),
  dtype: z.string(),
  quantization: quantization.optional(),
});

/** What is in which shards. */
export const weightsManifest = z.array(
  z.object({ paths: z.array(z.string()), weights: z.array(z.looseObject(weight.shape)) }),
);

export const userDefinedMetadata = z
  .looseObject({
    /** SHA-256 of the file that the model was converted from. */
    weightsSha256: z.string().optional(),
    /** SHA-256 of all shards, concatenated, as they were written. */
    weightDataSha256: z.string().optional(),
  })
  .optional();

export type WeightJson = z.infer<typeof weight>;
export type QuantizationJson = z.infer<typeof quantization>;

/**
 * Reads all shards, concatenated.
 *
 * @throws ModelError when a shard is missing, or their size is not that of the weights
 */
export async function readWeightData(
  folder: string,
  manifest: z.infer<typeof weightsManifest>,
): Promise<Uint8Array> {
  const paths = manifest.flatMap((group) => group.paths);
  const shards = await Promise.all(
    paths.map((path) =>
      readFile(join(folder, path)).catch((error: unknown) => {
        throw new ModelError(`${join(folder, path)} cannot be read`, { cause: error });
      }),
    ),
  );
  const weightData = Buffer.concat(shards);
  const expected = weightsSize(manifest) ?? weightData.length;
  if (weightData.length !== expected)
    throw new ModelError(
      `${join(folder, 'model.json')}: the shards have ${weightData.length} bytes where the weights take ${expected}`,
    );
  return weightData;
}
