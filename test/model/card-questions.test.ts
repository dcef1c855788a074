import { join } from 'node:path';
import test from 'ava';
import { ModelError } from '../../src/model/model-card.js';
import { changedCard, loadCard } from './changed-card.js';

// What decides the answer has no default: a card that leaves it out is asked.
for (const [path, question] of [
  ['preprocessing', 'how does an image become the model’s input?'],
  ['preprocessing.channelOrder', 'do the weights take red, green, blue ("RGB"), or '],
  ['preprocessing.resize', 'is an image stretched ("warp"), resized by its short side ("short-'],
  ['preprocessing.resampling', 'is an image resized as Pillow does it ("bilinear-antialias", '],
  ['preprocessing.crop', 'how large is the part of the resized image, its centre, that'],
  ['preprocessing.mean', 'what is subtracted from each channel of 0 to 255'],
  ['preprocessing.scale', 'what is each channel multiplied by, less its mean'],
  ['preprocessing.foldedIntoFirstConvolution', 'does the graph apply order, mean and scale itself'],
  ['output', 'does the graph end in "probabilities", or in "logits"'],
  ['labels', 'which are the classes, in the order of the graph’s outputs?'],
] as const)
  test(`a card without ${path} is refused with the question that it leaves open`, async (t) => {
    const { folder, loading } = await loadCard(t, await changedCard(path, undefined));
    const { message } = await t.throwsAsync(loading, { instanceOf: ModelError });
    const start = `${join(folder, 'card.json')}: ${path}: missing: ${question}`;
    t.is(message.slice(0, start.length), start);
    t.regex(message, /\?$/);
  });
