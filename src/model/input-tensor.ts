import type { ModelCard } from './model-card.js';
import { resizesToBytes } from './resamplings.js';

/** What a model's graph takes of one image: RGB, each value from 0 to 255, row by row. */
export interface InputTensor {
  /** [height, width, channels]. */
  readonly shape: readonly [height: number, width: number, channels: 3];
  /** Bytes where resizing gives bytes, else float32. */
  readonly type: 'uint8' | 'float32';
  /** Values of one image. */
  readonly values: number;
  /** Bytes of one image. */
  readonly bytes: number;
}

/** The input of a model's graph, as its card says. Normalising is a part of the graph. */
export function inputTensorOf({ preprocessing }: Pick<ModelCard, 'preprocessing'>): InputTensor {
  const { crop, resampling } = preprocessing;
  const type = resizesToBytes(resampling) ? 'uint8' : 'float32';
  const values = crop.height * crop.width * 3;
  const bytes = values * (type === 'uint8' ? 1 : Float32Array.BYTES_PER_ELEMENT);
  return { shape: [crop.height, crop.width, 3], type, values, bytes };
}
