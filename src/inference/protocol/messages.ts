/** What a child is started with, as JSON in its first argument. */
export interface ChildOptions {
  readonly modelDir: string;
}

/** The file descriptor on which a child talks with its parent. */
export const CHANNEL = 3;

/** Errors lose their class between processes, so their code travels. */
export const REFUSAL_CODES = ['not_an_image', 'image_too_many_pixels'] as const;

/** What the parent asks for. The encoded image is the payload. */
export interface ClassifyRequest {
  readonly kind: 'classify';
  /** Larger images are refused. */
  readonly maxPixels: number;
}

/** To the child, which handles requests one after the other. */
export type ChildRequest = ClassifyRequest;

/** The model is loaded and warm. */
export interface ReadyMessage {
  readonly kind: 'ready';
  /** Warning for the operator. */
  readonly note?: string | undefined;
}

/** The model cannot be loaded. The child ends. */
export interface FailedMessage {
  readonly kind: 'failed';
  readonly message: string;
}

/** Work on the next request begins: from here on its image may be to blame for a crash. */
export interface StartedMessage {
  readonly kind: 'started';
}

/** What a model says of one image, with the milliseconds that each stage took. */
export interface ClassifyResult {
  /** Shape [classes]. */
  readonly probabilities: Float32Array;
  readonly decode: number;
  readonly inference: number;
}

/** The answer to a ClassifyRequest. The probabilities are the payload: float32. */
export interface ClassifiedMessage extends Omit<ClassifyResult, 'probabilities'> {
  readonly kind: 'classified';
}

/** The answer to a request whose image is refused. */
export interface RefusedMessage {
  readonly kind: 'refused';
  readonly code: (typeof REFUSAL_CODES)[number];
  readonly message: string;
}

/** To the parent: `ready` or `failed` once, then `started` and one answer for each request. */
export type ChildMessage =
  ReadyMessage | FailedMessage | StartedMessage | ClassifiedMessage | RefusedMessage;
