import { ServiceError } from '../errors.js';
import { ModelError } from '../model/model-error.js';
import { ChildLink, type Reply } from './child-link.js';
import type { ExplanationWish } from './explainer.js';
import type {
  ChildRequest,
  ClassifyResult,
  ExplainResult,
  ModelResult,
} from './protocol/messages.js';
import { splitExplanation } from './protocol/split-explanation.js';
import { splitResults } from './protocol/split-results.js';
import type { SpawnOptions } from './spawn-child.js';

/** Milliseconds that loading and warming the models may take on a busy machine. */
const START_DEADLINE = 120_000;
/** The parent's side of one child process. */
export class ClassifierProcess {
  /**
   * Resolves with a warning for the operator, if there is one, when the models are loaded and warm.
   * Rejects with ModelError or ChildCrash.
   */
  readonly ready: Promise<string | undefined>;
  private readonly link: ChildLink;

  constructor(options: SpawnOptions) {
    this.link = new ChildLink(options);
    this.ready = this.whenReady();
    // Avoids an unhandled rejection when nobody awaits `ready`.
    this.ready.catch(() => undefined);
  }

  /** Resolves when the process has ended. */
  get exited(): Promise<void> {
    return this.link.exited;
  }

  get pid(): number | undefined {
    return this.link.pid;
  }

  /** Number of unanswered images; Infinity when the process has ended. */
  get load(): number {
    return this.link.load;
  }

  /**
   * Classifies an image; images queue in the process. One that takes longer than IMAGE_DEADLINE
   * gets the process killed.
   *
   * @param models names of models, each once
   * @throws ServiceError `not_an_image`, `image_too_many_pixels`; ChildCrash; Error if the process cannot
   *   do what the image needs
   */
  async classify(
    image: Uint8Array,
    models: readonly string[],
    maxPixels: number,
  ): Promise<ClassifyResult> {
    const { message, payload } = await this.ask({ kind: 'classify', models, maxPixels }, image);
    if (message.kind !== 'classified') throw this.link.unexpected();
    const results = splitResults(message, payload);
    if (results?.length !== models.length) throw this.link.unexpected();
    return { results, decode: message.decode };
  }

  /**
   * Runs a model on its own input. Likewise.
   *
   * @param tensor as TensorClassifier takes it
   */
  async classifyTensor(tensor: Uint8Array, model: string): Promise<ModelResult> {
    const { message, payload } = await this.ask({ kind: 'classify-tensor', model }, tensor);
    if (message.kind !== 'classified') throw this.link.unexpected();
    const [result, ...more] = splitResults(message, payload) ?? [];
    if (result === undefined || more.length > 0) throw this.link.unexpected();
    return result;
  }

  /**
   * Tells why a model gives a class its confidence. Likewise.
   *
   * @throws the same, and ServiceError `not_explainable`
   */
  async explain(
    image: Uint8Array,
    wish: ExplanationWish,
    maxPixels: number,
  ): Promise<ExplainResult> {
    const { message, payload } = await this.ask({ kind: 'explain', ...wish, maxPixels }, image);
    if (message.kind !== 'explained') throw this.link.unexpected();
    const result = splitExplanation(message, payload);
    if (result === undefined) throw this.link.unexpected();
    return result;
  }

  /** How it ended and what it was at work on, for the log. */
  get obituary(): object {
    return this.link.obituary;
  }

  kill(): void {
    this.link.kill();
  }

  private async whenReady(): Promise<string | undefined> {
    const { message } = await this.link.firstReply(START_DEADLINE);
    if (message.kind === 'failed') throw new ModelError(message.message);
    if (message.kind !== 'ready') throw this.link.unexpected();
    this.link.forgetOutput();
    return message.note;
  }

  private async ask(request: ChildRequest, image: Uint8Array): Promise<Reply> {
    const reply = await this.link.send(request, image);
    const { message } = reply;
    if (message.kind === 'refused') throw new ServiceError(message.code, message.message);
    if (message.kind === 'errored') throw new Error(message.message);
    return reply;
  }
}
