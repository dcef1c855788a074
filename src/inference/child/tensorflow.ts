import type * as tfjs from '@tensorflow/tfjs-node';
import { createRequire } from 'node:module';
import util from 'node:util';
import { nativeBinding } from './native-binding.js';

export type Tensorflow = typeof tfjs;

const require = createRequire(import.meta.url);
let loaded: Tensorflow | undefined;

/**
 * Loads TensorFlow.js with libtensorflow behind it: the only place that does. Later calls are free.
 * Graphs run without it, by `nativeBinding`; it is for what only TF.js knows.
 *
 * @throws Error with a one-line message when the native part has not been built.
 */
export function loadTensorflow(): Tensorflow {
  loaded ??= load();
  return loaded;
}

function load(): Tensorflow {
  nativeBinding();
  provideRemovedUtilities();
  return require('@tensorflow/tfjs-node') as Tensorflow;
}

/**
 * tfjs-node calls `util.isNullOrUndefined`, which Node.js deprecated and 23 took away
 * (tensorflow/tfjs#8609, #8746), and `util.isArray`, which is going the same way. Ours work
 * everywhere and warn nowhere.
 */
function provideRemovedUtilities(): void {
  Object.assign(util, {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
  });
}
