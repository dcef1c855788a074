import type { Preprocessing } from '../../model/model-card.js';
import type { CellAxis, MapNodes } from '../../model/saved-model-file.js';
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
export const REFUSAL_CODES = ['not_an_image', 'image_too_many_pixels', 'not_explainable'] as const;

/** A request to classify an image. The encoded image is the payload. */
export interface ClassifyRequest {
  readonly kind: 'classify';
  /** Names of models, each once. */
  readonly models: readonly string[];
  /** Larger images are refused. */
  readonly maxPixels: number;
}

/** A request for the activation map of a class. The encoded image is the payload. */
export interface ExplainRequest {
  readonly kind: 'explain';
  readonly model: string;
  /** By index; the most probable one if undefined. */
  readonly class?: number | undefined;
  /** Whether the map is also drawn over the image. */
  readonly draw: boolean;
  /** Of the drawn map, 0…1; 1 if undefined. */
  readonly opacity?: number | undefined;
  /** Larger images are refused. */
  readonly maxPixels: number;
}

/** A request to run a model on its own input, without any preprocessing. The input is the payload. */
export interface TensorRequest {
  readonly kind: 'classify-tensor';
  readonly model: string;
}

/** Sent to the child, which handles requests one by one. */
export type ChildRequest = ClassifyRequest | ExplainRequest | TensorRequest;

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

/** The answer to a ClassifyRequest or a TensorRequest. The payload is the probabilities of all results: float32. */
export interface ClassifiedMessage extends Omit<ClassifyResult, 'results'> {
  readonly kind: 'classified';
  readonly results: readonly { readonly classes: number; readonly inference: number }[];
}

/** Why a model gives a class its confidence. All lengths are in pixels of the upright image. */
export interface ExplainResult {
  /** By index. */
  readonly class: number;
  readonly probability: number;
  /** The mean of the grid, plus the bias. */
  readonly logit: number;
  readonly bias: number;
  /** How much each part of the image speaks for the class: shape [rows, columns]. */
  readonly grid: Float32Array;
  /** Where the cells of the grid are centred. */
  readonly rows: CellAxis;
  readonly columns: CellAxis;
  readonly image: { readonly width: number; readonly height: number };
  /** What the model saw of the image. */
  readonly seen: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
  /** The image with the map over it, a PNG. Empty if it was not asked for. */
  readonly drawing: Uint8Array;
  /** Milliseconds: of decoding and preprocessing, of the graph, of drawing. */
  readonly decode: number;
  readonly inference: number;
  readonly render: number;
}

/** The answer to an ExplainRequest. The payload is the grid, float32, and the drawing. */
export interface ExplainedMessage {
  readonly kind: 'explained';
  readonly numbers: Omit<ExplainResult, 'grid' | 'drawing'>;
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
  | ExplainedMessage
  | RefusedMessage
  | ErroredMessage;
