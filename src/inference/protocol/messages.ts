import type { ErrorCode } from '../../errors.js';

/** What a child is started with, as JSON in its first argument. */
export interface ChildOptions {
  readonly modelDir: string;
  readonly maxPixels: number;
}

/** The file descriptor on which a child talks with its parent. */
export const CHANNEL = 3;

/**
 * From the child; the probabilities travel behind it as float32. To the child goes an image, with no
 * more to say of it; it answers each before it looks at the next. Errors lose their class on the way,
 * so the code travels by itself.
 */
export type ChildMessage =
  | { readonly kind: 'ready'; readonly note?: string | undefined }
  | { readonly kind: 'failed'; readonly message: string }
  /** Milliseconds. */
  | { readonly kind: 'classified'; readonly decode: number; readonly inference: number }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string };
