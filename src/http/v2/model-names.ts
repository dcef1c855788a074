import { z } from 'zod';

/** What follows a model's name in the name of the one for encoded images. */
export const IMAGE_SUFFIX = '_image';

/** A model of the protocol in a path. Whether there is one of that name is checked later. */
export const INFERENCE_MODEL_NAME = z.string().meta({
  description: `The name of a model for tensors, or with \`${IMAGE_SUFFIX}\` behind it for encoded images.`,
});

/** The names of the models of the protocol, by those of the service. */
export function inferenceModelNames(names: readonly string[]): string[] {
  return [...new Set(names.flatMap((name) => [name, name + IMAGE_SUFFIX]))];
}
