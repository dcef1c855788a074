import type * as tfjs from '@tensorflow/tfjs-node';
import { createRequire } from 'node:module';
import util from 'node:util';
import { nativeBinding } from './native-binding.js';

export type Tensorflow = typeof tfjs;

const require = createRequire(import.meta.url);
let loaded: Tensorflow | undefined;

/**
 * Loads TensorFlow.js with libtensorflow as its backend. Later calls are free. A session does not need it
 * (see `nativeBinding`); only TF.js supports some graphs.
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
 * tfjs-node calls `util.isNullOrUndefined`, which Node.js 23 removed (tensorflow/tfjs#8609, #8746), and
 * `util.isArray`, which is deprecated too. These replacements print no deprecation warning.
 */
function provideRemovedUtilities(): void {
  Object.assign(util, {
    isArray: Array.isArray,
    isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
  });
}
