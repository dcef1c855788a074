import type { Preprocessing } from '../../model/model-card.js';
import type { MapNodes } from '../../model/saved-model-file.js';
import type { Precision } from '../../settings/classifier.js';

/** A SavedModel that was written ahead, with what the child would need the model's card for. */
export interface PreparedModel {
  readonly file: string;
  /** Of the file, in hex. The child uses no other content. */
  readonly sha256: string;
  /** The nodes to feed and read. */
  readonly endpoints: {
    readonly input: string;
    readonly outputs: Readonly<Record<'probabilities', string>>;
    /** How the graph explains a class, if it can. */
    readonly explain?: MapNodes | undefined;
  };
  readonly preprocessing: Preprocessing;
  /** Number of labels. */
  readonly classes: number;
}

/** A model that a child loads. */
export interface ChildModel {
  readonly name: string;
  readonly folder: string;
  /** Without it, the child makes the SavedModel itself, from the files in `folder`. */
  readonly prepared?: PreparedModel | undefined;
}

/** A child's options, as JSON in its first argument. */
export interface ChildOptions {
  readonly models: readonly ChildModel[];
  /** float32 if undefined. A prepared model is float32. */
  readonly precision?: Precision | undefined;
}

/** The file descriptor that connects a child with its parent. */
export const CHANNEL = 3;

/** Errors lose their class between processes, so their code is sent. */
export const REFUSAL_CODES = ['not_an_image', 'image_too_many_pixels'] as const;

/** A request to classify an image. The encoded image is the payload. */
export interface ClassifyRequest {
  readonly kind: 'classify';
  /** Names of models, each once. */
  readonly models: readonly string[];
  /** Larger images are refused. */
  readonly maxPixels: number;
}

/** Sent to the child, which handles requests one by one. */
export type ChildRequest = ClassifyRequest;

/** The models are loaded and warm. */
export interface ReadyMessage {
  readonly kind: 'ready';
  /** Warning for the operator. */
  readonly note?: string | undefined;
}

/** A model cannot be loaded. The child exits. */
export interface FailedMessage {
  readonly kind: 'failed';
  readonly message: string;
}

/** Work on the next request starts: from now on its image may be to blame for a crash. */
export interface StartedMessage {
  readonly kind: 'started';
}

/** A model's result for one image. */
export interface ModelResult {
  /** Shape [classes]. */
  readonly probabilities: Float32Array;
  /** Milliseconds. */
  readonly inference: number;
}

/** The results of all models that a request names, in its order. */
export interface ClassifyResult {
  readonly results: readonly ModelResult[];
  /** Milliseconds of decoding, and of preprocessing for all the models. */
  readonly decode: number;
}

/** The answer to a ClassifyRequest. The payload is the probabilities of all results: float32. */
export interface ClassifiedMessage extends Omit<ClassifyResult, 'results'> {
  readonly kind: 'classified';
  readonly results: readonly { readonly classes: number; readonly inference: number }[];
}

/** The answer to a request with an image that is refused. */
export interface RefusedMessage {
  readonly kind: 'refused';
  readonly code: (typeof REFUSAL_CODES)[number];
  readonly message: string;
}

/** The answer to a request that failed because of the child, not of the image. The child goes on. */
export interface ErroredMessage {
  readonly kind: 'errored';
  readonly message: string;
}

/** Sent to the parent: `ready` or `failed` once, then for each request `started` and one answer. */
export type ChildMessage =
  | ReadyMessage
  | FailedMessage
  | StartedMessage
  | ClassifiedMessage
  | RefusedMessage
  | ErroredMessage;
