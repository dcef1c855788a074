/** The child process: decodes and classifies, one image at a time. */
import { Socket } from 'node:net';
import { ServiceError } from '../../errors.js';
import { keepMemoryTrimmed } from '../../resident-memory.js';
import { readFrames, writeFrame } from '../protocol/frames.js';
import {
  CHANNEL,
  type ChildMessage,
  type ChildOptions,
  type ChildRequest,
  type ClassifyRequest,
  type ClassifyResult,
  type ExplainRequest,
  type RefusedMessage,
  type TensorRequest,
} from '../protocol/messages.js';
import { classify } from './classify.js';
import { DecoderMissingError } from './decode/decoder-missing.js';
import { loadModels, type LoadedModels } from './loaded-models.js';
import type { Model } from './model.js';
import { releaseMemory, releaseStartMemory } from './release-memory.js';

// The parent decides when the child ends: Ctrl-C in a terminal reaches both, but images in progress are
// still answered. The channel closes when the parent ends.
process.on('SIGINT', ignore);
process.on('SIGTERM', ignore);
const channel = new Socket({ fd: CHANNEL });
channel.on('error', end).on('close', end);

const options = JSON.parse(process.argv[2] ?? '{}') as ChildOptions;

try {
  const models = await loadModels(options);
  let last = Promise.resolve();
  readFrames(channel, Infinity, ({ header, payload }) => {
    last = last.then(() => handle(models, header as ChildRequest, payload));
  });
  await releaseStartMemory();
  keepMemoryTrimmed();
  send({ kind: 'ready', note: models.note });
} catch (error) {
  send({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  channel.end();
}

async function handle(
  models: LoadedModels,
  request: ChildRequest,
  image: Uint8Array,
): Promise<void> {
  send({ kind: 'started' });
  try {
    if (request.kind === 'explain') await answerExplain(models, request, image);
    else if (request.kind === 'classify-tensor') answerTensor(models, request, image);
    else await answerClassify(models, request, image);
  } catch (error) {
    answerFailure(error);
  } finally {
    await releaseMemory();
  }
}

async function answerClassify(
  models: LoadedModels,
  request: ClassifyRequest,
  image: Uint8Array,
): Promise<void> {
  sendResults(await classify(models.pick(request.models), image, request.maxPixels));
}

function answerTensor(models: LoadedModels, request: TensorRequest, tensor: Uint8Array): void {
  const [model] = models.pick([request.model]) as [Model];
  sendResults({ results: [model.runTensor(tensor)], decode: 0 });
}

function sendResults({ results, decode }: ClassifyResult): void {
  send(
    {
      kind: 'classified',
      decode,
      results: results.map(({ probabilities, inference }) => ({
        classes: probabilities.length,
        inference,
      })),
    },
    Buffer.concat(results.map(({ probabilities }) => bytesOf(probabilities))),
  );
}

async function answerExplain(
  models: LoadedModels,
  request: ExplainRequest,
  image: Uint8Array,
): Promise<void> {
  const { explain } = await import('./explain/explain.js');
  const [model] = models.pick([request.model]) as [Model];
  const { grid, drawing, ...numbers } = await explain(model, image, request);
  send({ kind: 'explained', numbers }, Buffer.concat([bytesOf(grid), drawing]));
}

function answerFailure(error: unknown): void {
  if (error instanceof ServiceError) {
    const code = error.code as RefusedMessage['code'];
    send({ kind: 'refused', code, message: error.message });
  } else if (error instanceof DecoderMissingError) {
    send({ kind: 'errored', message: error.message });
  } else {
    // A bug, after which the state of the process is unknown. It ends, and the parent replaces it.
    throw error;
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function send(message: ChildMessage, payload: Uint8Array = new Uint8Array()): void {
  writeFrame(channel, message, payload);
}

function end(): void {
  process.exit();
}

function ignore(): void {
  // The handler only replaces the default action.
}
