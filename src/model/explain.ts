import { z } from 'zod';

const node = z.string().min(1);

/**
 * The nodes of a model's graph that show why it chose a class, for models that end in a mean over height
 * and width:
 *
 * - `maps`: each class has a map of its own, whose mean is the class's logit (SqueezeNet);
 * - `features`, `weights`, `bias`: the logits are `mean of the features · weights + bias`, so a class's map
 *   is `features · the class's weights` (most other convolutional networks).
 */
export const explain = z.union([
  z.strictObject({ maps: node }),
  z.strictObject({ features: node, weights: node, bias: node.optional() }),
]);

export type Explain = z.infer<typeof explain>;
