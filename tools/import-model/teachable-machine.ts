import { z } from 'zod';
import { describeIssues } from '../../src/zod-issues.js';
import { ModelError, type ModelCard } from '../../src/model/model-card.js';

const metadata = z.looseObject({
  labels: z.array(z.string().min(1)).min(1).max(100_000),
  /** Side of the input in pixels. */
  imageSize: z.int().min(1).max(8192).default(224),
  grayscale: z.literal(false, 'models of gray images are not supported').optional(),
  modelName: z.string().optional(),
});

export type Metadata = z.infer<typeof metadata>;

/** @throws ModelError naming what is wrong with `metadata.json` */
export function parseMetadata(text: string): Metadata {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new ModelError('metadata.json is no JSON', { cause: error });
  }
  const result = metadata.safeParse(content);
  if (result.success) return result.data;
  throw new ModelError(`metadata.json: ${describeIssues(result.error)}`, { cause: result.error });
}

/**
 * The card of a Teachable Machine model: the square in the centre, resized, and each value / 127 − 1
 * (googlecreativelab/teachablemachine-community, libraries/image/src/utils/tf.ts).
 *
 * The browser resizes with its canvas, and each browser does it in its own way when the image becomes
 * smaller. `bilinear-antialias` is the nearest rule.
 */
export function teachableMachineCard(name: string, { imageSize, modelName }: Metadata): ModelCard {
  const perChannel = (value: number): [number, number, number] => [value, value, value];
  return {
    name,
    title: modelName ?? name,
    weights: { source: 'Teachable Machine', licence: 'not stated', attribution: 'not stated' },
    preprocessing: {
      channelOrder: 'RGB',
      resize: { mode: 'centre-square', size: imageSize },
      resampling: 'bilinear-antialias',
      crop: { width: imageSize, height: imageSize },
      mean: perChannel(127),
      scale: perChannel(1 / 127),
      foldedIntoFirstConvolution: false,
    },
    output: 'probabilities',
    labels: 'labels.json',
  };
}
