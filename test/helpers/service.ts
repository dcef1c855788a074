import 'reflect-metadata';
import { resolve } from 'node:path';
import { openAccess } from '../../src/access/access.js';
import { IMAGE_FETCHER, type ImageFetcher, type Reserve } from '../../src/fetch/image-fetcher.js';
import type { Classification, Classifications } from '../../src/inference/classifier.js';
import type { Explanation, ExplanationWish } from '../../src/inference/explainer.js';
import type { LogLevel, ServiceLog } from '../../src/telemetry/log.js';
import { loadModelCard } from '../../src/model/model-card.js';
import type { ServedModel } from '../../src/model/served-model.js';
import { ServedModels } from '../../src/model/served-models.js';
import { openShared } from '../../src/shared.js';
import { Service, type ServiceOptions } from '../../src/service.js';
import { readSettings } from '../../src/settings/index.js';
import { holdToDocument } from './openapi/hold-service.js';

/** The class names that the fake classifier knows. */
export const LABELS = ['cat', 'dog', 'golden_retriever', 'teapot'];

/** The model that a fake service asks without being told. */
export const DEFAULT_MODEL = 'squeezenet1_1';

/** 0.864 for `golden_retriever`, and equal values for `cat` and `dog`. */
export function classification(): Classification {
  return {
    probabilities: Float32Array.of(0.05, 0.05, 0.864, 0.036),
    timings: { queue: 1, decode: 2, inference: 3 },
  };
}

/** Classifies everything as `golden_retriever` by default. */
export class FakeClassifier {
  status = { queued: 0, queueMax: 256, processes: 1, processesReady: 1, restarts: 0, pids: [] };
  ready = true;
  closed = false;
  calls = 0;
  behaviour: (image: Uint8Array, signal: AbortSignal) => Promise<Classification> = () =>
    Promise.resolve(classification());

  /** The models of each call. */
  readonly asked: (readonly string[])[] = [];

  async classify(
    image: Uint8Array,
    models: readonly string[],
    signal: AbortSignal,
  ): Promise<Classifications> {
    this.calls++;
    this.asked.push(models);
    const result = await this.behaviour(image, signal);
    return new Map(models.map((name) => [name, { ...result }]));
  }

  /** The tensors of each call, and their models. */
  readonly tensors: { readonly model: string; readonly tensor: Uint8Array }[] = [];

  async classifyTensor(
    tensor: Uint8Array,
    model: string,
    signal: AbortSignal,
  ): Promise<Classification> {
    this.tensors.push({ model, tensor });
    const result = await this.behaviour(tensor, signal);
    return { ...result };
  }

  /** What is to be explained, of each call. */
  readonly wishes: ExplanationWish[] = [];
  explanation: (wish: ExplanationWish, signal: AbortSignal) => Promise<Explanation> = (wish) =>
    Promise.resolve(explanation(wish));

  explain(_image: Uint8Array, wish: ExplanationWish, signal: AbortSignal): Promise<Explanation> {
    this.wishes.push(wish);
    return this.explanation(wish, signal);
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

/** Two rows of three cells, for an image of 300 × 200 pixels of which the model saw all but 10 at each edge. */
export function explanation({ class: index = 2, draw }: ExplanationWish): Explanation {
  return {
    class: index,
    probability: 0.864,
    logit: 3.5,
    bias: 0.5,
    grid: Float32Array.of(1, 2, 3, 4, 5, 3),
    rows: { cells: 2, first: 55, step: 90 },
    columns: { cells: 3, first: 50, step: 100 },
    image: { width: 300, height: 200 },
    seen: { left: 10, top: 10, width: 280, height: 180 },
    drawing: draw ? Uint8Array.of(137, 80, 78, 71) : new Uint8Array(),
    ...{ queue: 1, decode: 2, inference: 3, render: draw ? 4 : 0 },
  };
}

/** The real model's card with the fake classifier's labels. */
async function fakeModel(name: string): Promise<ServedModel> {
  const folder = resolve('models/squeezenet1_1');
  const card = await loadModelCard(folder);
  // The other models know the same classes by other names.
  const labels = name === DEFAULT_MODEL ? LABELS : LABELS.map((label) => `${name}_${label}`);
  return { name, folder, card, labels, identity: `identity of ${name}` };
}

/** The default model and others, none of which was loaded. */
export async function fakeModels(others: readonly string[]): Promise<ServedModels> {
  return new ServedModels([
    await fakeModel(DEFAULT_MODEL),
    ...(await Promise.all(others.map(fakeModel))),
  ]);
}

/** Returns a few bytes for every URL by default. */
export class FakeFetcher implements ImageFetcher {
  readonly urls: string[] = [];
  closed = false;
  behaviour: (url: URL, signal: AbortSignal, reserve?: Reserve) => Promise<Buffer> = () =>
    Promise.resolve(Buffer.from('an image'));

  fetch(url: URL, signal: AbortSignal, reserve?: Reserve): Promise<Buffer> {
    this.urls.push(url.href);
    return this.behaviour(url, signal, reserve);
  }

  close(): void {
    this.closed = true;
  }
}

export class FakeLog implements ServiceLog {
  readonly lines: { level: string; fields: object; message: string }[] = [];
  /** The lines of the requests. */
  readonly events: { level: string; fields: Record<string, unknown>; message: string }[] = [];
  readonly dropped = 0;

  enabled(): boolean {
    return true;
  }
  event(level: LogLevel, fields: Record<string, unknown>, message: string): void {
    this.events.push({ level, fields, message });
  }
  readonly flush = (): void => undefined;
  drain(): Promise<void> {
    return Promise.resolve();
  }

  info(fields: object, message: string): void {
    this.lines.push({ level: 'info', fields, message });
  }
  warn(fields: object, message: string): void {
    this.lines.push({ level: 'warn', fields, message });
  }
  error(fields: object, message: string): void {
    this.lines.push({ level: 'error', fields, message });
  }
}

/**
 * The whole service on a free loopback port, with a fake fetcher and a fake classifier. Its stop fails if
 * an answer was not as the API's document says.
 */
export async function startFakeService(
  environment: Record<string, string> = {},
  { otherModels = [], ...options }: ServiceOptions & { otherModels?: readonly string[] } = {},
) {
  const classifier = new FakeClassifier();
  const fetcher = new FakeFetcher();
  const log = new FakeLog();
  const settings = readSettings({ HOST: '127.0.0.1', PORT: '0', ...environment });
  const access = await openAccess(settings.access, log);
  const models = await fakeModels(otherModels);
  const shared = await openShared({ settings, log, access, models });
  let problems: () => string[] = () => [];
  const service = await Service.start(
    { settings, log, access, shared, models, classifier },
    {
      ...options,
      override: (container) => {
        container.registerInstance(IMAGE_FETCHER, fetcher);
        options.override?.(container);
        problems = holdToDocument(container);
      },
    },
  );
  const stop = service.stop.bind(service);
  service.stop = async () => {
    await stop();
    const found = problems();
    if (found.length > 0) throw new Error(`not as the document says:\n${found.join('\n')}`);
  };
  const url = `http://127.0.0.1:${service.port}`;
  return { service, classifier, fetcher, log, url };
}

/** Sends `POST /classify-image` with a JSON body. */
export function classify(service: { url: string }, body: unknown): Promise<Response> {
  return fetch(`${service.url}/classify-image`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
