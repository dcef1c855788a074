import { AxiosImageFetcher } from '../fetch/axios-image-fetcher.js';
import type { ImageFetcher } from '../fetch/image-fetcher.js';
import { ClassifierPool } from '../inference/classifier-pool.js';
import { toChildModel } from '../inference/prepared-model.js';
import { selfCheck } from '../inference/self-check.js';
import { readServedModel, type ServedModel } from '../model/served-model.js';
import type { Settings } from '../settings/index.js';
import type { Log } from '../telemetry/log.js';

const UNCHECKED =
  'the model has no golden predictions, so nothing tells a wrong answer from a right one';

/** What the service has, without the server: a checked model in child processes, and a fetcher. */
export interface Engine {
  readonly model: ServedModel;
  readonly fetcher: ImageFetcher;
  /** Whether a child process is there, or one can still be expected. */
  readonly ready: boolean;
  /**
   * @returns probabilities, shape [classes], in the order of the labels
   * @throws ServiceError `not_an_image`, `image_too_many_pixels` or `not_ready`
   */
  classify(image: Uint8Array, signal: AbortSignal): Promise<Float32Array>;
  /**
   * Draws which parts of an image speak for a class.
   *
   * @param index the class's
   * @returns a PNG
   * @throws ServiceError as `classify` does, and `not_explainable`
   */
  explain(image: Uint8Array, index: number, signal: AbortSignal): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Starts the child processes with a model and checks it with its golden images, as the service does.
 *
 * @param folder the model's
 * @param queueMax images that may wait
 * @throws ModelError or ChildCrash
 */
export async function startEngine(
  settings: Settings,
  folder: string,
  queueMax: number,
  log: Log,
): Promise<Engine> {
  const model = await readServedModel(folder, settings.classifier.precision);
  const childModel = await toChildModel(model);
  const pool = await ClassifierPool.start({
    ...settings.classifier,
    queueMax,
    models: [childModel],
    log,
  });
  try {
    if (!(await selfCheck(pool, model))) log.warn({}, UNCHECKED);
  } catch (error) {
    await pool.close();
    throw error;
  }
  const fetcher = new AxiosImageFetcher(settings.fetch);
  return {
    model,
    fetcher,
    get ready() {
      return pool.ready;
    },
    classify: async (image, signal) => {
      const results = await pool.classify(image, [model.name], signal);
      return results.get(model.name)?.probabilities ?? new Float32Array();
    },
    explain: async (image, index, signal) => {
      const wish = { model: model.name, class: index, draw: true };
      return (await pool.explain(image, wish, signal)).drawing;
    },
    close: async () => {
      fetcher.close();
      await pool.close();
    },
  };
}
