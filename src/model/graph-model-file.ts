import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { describeIssues } from '../zod-issues.js';
import { ModelError } from './model-error.js';
import { weightsSize } from './weights-size.js';

const shape = z.object({
  dim: z.array(z.object({ size: z.union([z.string(), z.number()]).optional() })).optional(),
  unknownRank: z.boolean().optional(),
});

const scalar = {
  s: z.string().optional(),
  i: z.union([z.string(), z.number()]).optional(),
  f: z.union([z.number(), z.string()]).optional(),
  b: z.boolean().optional(),
  type: z.union([z.string(), z.number()]).optional(),
  shape: shape.optional(),
};

/** A node's attribute in protobuf's JSON form: bytes as base64, 64-bit integers as strings. */
const attribute = z.object({
  ...scalar,
  tensor: z.object({ dtype: z.union([z.string(), z.number()]) }).optional(),
  list: z
    .object({
      s: z.array(z.string()).optional(),
      i: z.array(z.union([z.string(), z.number()])).optional(),
      f: z.array(z.union([z.number(), z.string()])).optional(),
      b: z.array(z.boolean()).optional(),
      type: z.array(z.union([z.string(), z.number()])).optional(),
      shape: z.array(shape).optional(),
    })
    .optional(),
  func: z.unknown().optional(),
});

const node = z.object({
  name: z.string(),
  op: z.string(),
  input: z.array(z.string()).default([]),
  attr: z.record(z.string(), attribute).default({}),
});

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

const tensorInfo = z.object({ name: z.string(), dtype: z.union([z.string(), z.number()]) });

const graphModelFile = z.object({
  format: z.literal('graph-model'),
  signature: z
    .object({
      inputs: z.record(z.string(), tensorInfo).optional(),
      outputs: z.record(z.string(), tensorInfo).optional(),
    })
    .optional(),
  userDefinedMetadata: z
    .looseObject({
      /** SHA-256 of the file that the model was converted from. */
      weightsSha256: z.string().optional(),
      /** SHA-256 of all shards, concatenated, as they were written. */
      weightDataSha256: z.string().optional(),
    })
    .optional(),
  modelTopology: z.object({
    node: z.array(node),
    library: z.object({ function: z.array(z.unknown()).optional() }).optional(),
  }),
  weightsManifest: z.array(
    z.object({ paths: z.array(z.string()), weights: z.array(z.looseObject(weight.shape)) }),
  ),
});

export type AttributeJson = z.infer<typeof attribute>;
export type ShapeJson = z.infer<typeof shape>;
export type WeightJson = z.infer<typeof weight>;
export type QuantizationJson = z.infer<typeof quantization>;
export type NodeJson = z.infer<typeof node>;
export type GraphModelJson = z.infer<typeof graphModelFile>;

/** A TF.js graph model: the parsed `model.json`, and all shards concatenated. */
export interface GraphModelFile {
  readonly json: GraphModelJson;
  readonly weightData: Uint8Array;
}

/**
 * Reads `model.json` and its shards.
 *
 * @returns the text of `model.json` too
 * @throws ModelError when a file is missing, truncated, or not in the TF.js graph format
 */
export async function readGraphModel(
  folder: string,
): Promise<GraphModelFile & { readonly text: string }> {
  const file = join(folder, 'model.json');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ModelError(`${file} cannot be read: has the model been made ("make model")?`, {
      cause: error,
    });
  });
  const result = graphModelFile.safeParse(parseJson(file, text));
  if (!result.success)
    throw new ModelError(`${file} is no TF.js graph model: ${describeIssues(result.error)}`, {
      cause: result.error,
    });
  const paths = result.data.weightsManifest.flatMap((group) => group.paths);
  const shards = await Promise.all(
    paths.map((path) =>
      readFile(join(folder, path)).catch((error: unknown) => {
        throw new ModelError(`${join(folder, path)} cannot be read`, { cause: error });
      }),
    ),
  );
  const weightData = Buffer.concat(shards);
  const expected = weightsSize(result.data.weightsManifest) ?? weightData.length;
  if (weightData.length !== expected)
    throw new ModelError(
      `${file}: the shards have ${weightData.length} bytes where the weights take ${expected}`,
    );
  return { json: result.data, weightData, text };
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ModelError(`${file} is no JSON`, { cause: error });
  }
}
