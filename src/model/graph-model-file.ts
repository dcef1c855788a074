import { z } from 'zod';
import { parseModelJson, readModelJson } from './model-json.js';
import { readWeightData, userDefinedMetadata, weightsManifest } from './weights-manifest.js';

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

const tensorInfo = z.object({ name: z.string(), dtype: z.union([z.string(), z.number()]) });

const graphModelFile = z.object({
  format: z.literal('graph-model').optional(),
  signature: z
    .object({
      inputs: z.record(z.string(), tensorInfo).optional(),
      outputs: z.record(z.string(), tensorInfo).optional(),
    })
    .optional(),
  userDefinedMetadata,
  modelTopology: z.object({
    node: z.array(node),
    library: z.object({ function: z.array(z.unknown()).optional() }).optional(),
  }),
  weightsManifest,
});

export type AttributeJson = z.infer<typeof attribute>;
export type ShapeJson = z.infer<typeof shape>;
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
 * @throws ModelError when a file is missing, truncated, or not in the TF.js graph format
 */
export async function readGraphModel(folder: string): Promise<GraphModelFile> {
  return parseGraphModel(folder, (await readModelJson(folder)).content);
}

/** @throws ModelError likewise */
export async function parseGraphModel(folder: string, content: unknown): Promise<GraphModelFile> {
  const json = parseModelJson(graphModelFile, 'graph', folder, content);
  return { json, weightData: await readWeightData(folder, json.weightsManifest) };
}
