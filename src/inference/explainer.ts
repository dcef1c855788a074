import type { ExplainResult } from './protocol/messages.js';

/** Why a model gives a class its confidence, and the milliseconds that the image waited before. */
export interface Explanation extends ExplainResult {
  readonly queue: number;
}

/** Which class to explain, and how. */
export interface ExplanationWish {
  /** The model's name. */
  readonly model: string;
  /** By index; the most probable one if undefined. */
  readonly class?: number | undefined;
  /** Whether to draw the map over the image too. */
  readonly draw: boolean;
  /** Of the drawn map, from 0, the image alone, to 1; 1 if undefined. */
  readonly opacity?: number | undefined;
}

/** Tells which parts of an image speak for a class. */
export interface Explainer {
  /**
   * @param image an encoded image of any supported format
   * @param signal removes the image from the queue when it fires
   * @throws ServiceError `not_an_image`, `image_too_many_pixels`, `not_explainable`, `overloaded` or
   *   `not_ready`
   */
  explain(image: Uint8Array, wish: ExplanationWish, signal: AbortSignal): Promise<Explanation>;
}

export const EXPLAINER = Symbol('Explainer');
