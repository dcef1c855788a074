import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the reference needs of a card. It reads the card itself: nothing of it comes from the service. */
export interface Card {
  readonly preprocessing: Preprocessing;
  readonly output: 'probabilities' | 'logits';
  readonly labels: string | readonly Label[];
  readonly golden?: { readonly tolerance?: number; readonly bfloat16Tolerance?: number };
}

export interface Preprocessing {
  readonly channelOrder: 'RGB' | 'BGR';
  readonly resize:
    | { readonly mode: 'warp'; readonly width: number; readonly height: number }
    | { readonly mode: 'short-side' | 'centre-square'; readonly size: number };
  readonly resampling: string;
  readonly crop: { readonly width: number; readonly height: number };
  readonly mean: readonly number[];
  readonly scale: readonly number[];
  readonly foldedIntoFirstConvolution: boolean;
}

type Label = string | readonly [wordnetId: string, name: string];

interface ModelJson {
  readonly format?: string;
  readonly modelTopology: Readonly<Record<string, unknown>>;
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: readonly object[];
  }[];
}

/** A model's graph, and all its shards concatenated. */
export interface ModelFiles {
  readonly json: ModelJson;
  readonly weightData: Buffer;
}

export async function readCard(folder: string): Promise<Card> {
  return (await readJson(join(folder, 'card.json'))) as Card;
}

/** Class names in the order of the outputs. */
export async function readLabels(folder: string, { labels }: Card): Promise<string[]> {
  const list =
    typeof labels === 'string'
      ? ((await readJson(join(folder, labels))) as readonly Label[])
      : labels;
  return list.map((label) => (typeof label === 'string' ? label : label[1]));
}

export async function readModelFiles(folder: string): Promise<ModelFiles> {
  const json = (await readJson(join(folder, 'model.json'))) as ModelJson;
  const paths = json.weightsManifest.flatMap((group) => group.paths);
  const shards = await Promise.all(paths.map((path) => readFile(join(folder, path))));
  return { json, weightData: Buffer.concat(shards) };
}

async function readJson(file: string): Promise<unknown> {
  return JSON.parse(await readFile(file, 'utf8'));
}
