/** The child process: decodes and classifies, one image at a time. */
import { Socket } from 'node:net';
import sharp from 'sharp';
import { ServiceError } from '../../errors.js';
import { Model } from './model.js';
import { readFrames, writeFrame } from '../protocol/frames.js';
import { CHANNEL, type ChildMessage, type ChildOptions } from '../protocol/messages.js';

// The parent decides when the child ends: Ctrl-C in a terminal reaches both, but images in progress are
// still answered. The channel closes when the parent ends.
process.on('SIGINT', ignore);
process.on('SIGTERM', ignore);
const channel = new Socket({ fd: CHANNEL });
channel.on('error', end).on('close', end);

// One image at a time: sharp's threads and caches would gain nothing.
sharp.concurrency(1);
sharp.cache(false);

const { modelDir, maxPixels } = JSON.parse(process.argv[2] ?? '{}') as ChildOptions;

try {
  const model = await Model.load(modelDir);
  let last = Promise.resolve();
  readFrames(channel, Infinity, ({ payload }) => {
    last = last.then(() => classify(model, payload));
  });
  send({ kind: 'ready', note: model.note });
} catch (error) {
  send({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  channel.end();
}

async function classify(model: Model, image: Uint8Array): Promise<void> {
  try {
    const { probabilities, decode, inference } = await model.classify(image, maxPixels);
    const { buffer, byteOffset, byteLength } = probabilities;
    send({ kind: 'classified', decode, inference }, new Uint8Array(buffer, byteOffset, byteLength));
  } catch (error) {
    // Anything else is a bug, after which the state of the process is unknown. It ends, and the parent
    // replaces it.
    if (!(error instanceof ServiceError)) throw error;
    send({ kind: 'refused', code: error.code, message: error.message });
  }
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
