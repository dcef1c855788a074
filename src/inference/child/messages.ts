import type { ErrorCode } from '../../errors.js';

/** What a child is started with, as JSON in its first argument. */
export interface ChildOptions {
  readonly modelDir: string;
  readonly maxPixels: number;
}

/** To the child: one picture to classify. It answers before it is given another. */
export interface ClassifyMessage {
  readonly image: Uint8Array;
}

/** From the child. Errors lose their class on the way, so the code travels by itself. */
export type ChildMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string }
  | {
      readonly kind: 'classified';
      readonly probabilities: Float32Array;
      /** Milliseconds. */
      readonly decode: number;
      readonly inference: number;
    }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string };
