/** The child process: decodes and classifies, one picture at a time. */
import sharp from 'sharp';
import { ServiceError } from '../../errors.js';
import { Model } from '../model.js';
import type { ChildMessage, ChildOptions, ClassifyMessage } from './messages.js';

// The parent decides when to end: a Ctrl-C in the terminal reaches both, and pictures under way are
// still to be answered. A parent that is gone closes the channel.
process.on('SIGINT', ignore);
process.on('SIGTERM', ignore);
process.on('disconnect', () => process.exit());

// One picture at a time: threads and caches of sharp's own would gain nothing.
sharp.concurrency(1);
sharp.cache(false);

const { modelDir, maxPixels } = JSON.parse(process.argv[2] ?? '{}') as ChildOptions;

try {
  const model = await Model.load(modelDir);
  process.on('message', ({ image }: ClassifyMessage) => {
    void classify(model, image).then(send);
  });
  send({ kind: 'ready' });
} catch (error) {
  send({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  process.disconnect();
}

async function classify(model: Model, image: Uint8Array): Promise<ChildMessage> {
  try {
    return { kind: 'classified', ...(await model.classify(image, maxPixels)) };
  } catch (error) {
    // Anything else is a bug, and may have left the process in a state that nothing is known of: it
    // ends, and the parent replaces it.
    if (!(error instanceof ServiceError)) throw error;
    return { kind: 'refused', code: error.code, message: error.message };
  }
}

function send(message: ChildMessage): void {
  process.send?.(message);
}

function ignore(): void {
  // Nothing to do.
}
