import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Duplex } from 'node:stream';
import test, { type ExecutionContext } from 'ava';
import { findPreparedModel } from '../../../src/inference/prepared-model.js';
import { readFrames, writeFrame, type Frame } from '../../../src/inference/protocol/frames.js';
import {
  CHANNEL,
  type ChildOptions,
  type ChildRequest,
} from '../../../src/inference/protocol/messages.js';
import { readServedModel } from '../../../src/model/served-model.js';
import { ROOT, SQUEEZENET_1_1, temporaryFolder } from '../../helpers/squeezenet-variant.js';

const TFJS_NODE = 'node_modules/@tensorflow/tfjs-node';

/** A copy of the compiled code, with no package but tfjs-node's binding beside it. */
async function copyWithoutPackages(t: ExecutionContext): Promise<string> {
  const folder = await temporaryFolder(t);
  cpSync(join(ROOT, 'dist/src'), join(folder, 'src'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  mkdirSync(join(folder, TFJS_NODE), { recursive: true });
  for (const name of ['package.json', 'lib', 'deps'])
    symlinkSync(resolve(TFJS_NODE, name), join(folder, TFJS_NODE, name));
  return folder;
}

/** Starts a child as the service does, and answers what it says. */
function startChild(t: ExecutionContext, folder: string, options: ChildOptions) {
  const entry = join(folder, 'src/inference/child/main.js');
  const child = spawn(process.execPath, [entry, JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const channel = child.stdio[CHANNEL] as unknown as Duplex;
  const frames: Frame[] = [];
  let wake: () => void = () => undefined;
  readFrames(channel, 1e6, (frame) => {
    frames.push(frame);
    wake();
  });
  channel.on('close', () => {
    frames.push({ header: { kind: 'closed' }, payload: new Uint8Array() });
    wake();
  });
  const next = async (): Promise<Frame> => {
    for (;;) {
      const frame = frames.shift();
      if (frame !== undefined) return frame;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  const ask = async (request: ChildRequest, image: Uint8Array): Promise<Frame> => {
    writeFrame(channel, request, image);
    t.deepEqual((await next()).header, { kind: 'started' });
    return next();
  };
  const classify = (image: Uint8Array) =>
    ask({ kind: 'classify', models: ['model'], maxPixels: 1e7 }, image);
  const explain = (image: Uint8Array) =>
    ask({ kind: 'explain', model: 'model', draw: true, maxPixels: 1e7 }, image);
  return { next, classify, explain };
}

test('with a prepared model a child needs no package but the binding, also to draw, until an image needs sharp', async (t) => {
  const folder = await copyWithoutPackages(t);
  const prepared = await findPreparedModel(await readServedModel(SQUEEZENET_1_1));
  const child = startChild(t, folder, {
    models: [{ name: 'model', folder: SQUEEZENET_1_1, prepared }],
  });
  t.deepEqual((await child.next()).header, { kind: 'ready' });
  for (const name of ['rocket.jpg', 'horse.png']) {
    const answer = await child.classify(await readFile(join(ROOT, 'models/golden', name)));
    t.like(answer.header, { kind: 'classified' });
    t.is(answer.payload.length, 4000);
  }
  const rocket = await readFile(join(ROOT, 'models/golden/rocket.jpg'));
  const explained = await child.explain(rocket);
  t.like(explained.header, { kind: 'explained', numbers: { image: { width: 640, height: 427 } } });
  const drawing = explained.payload.subarray(14 * 14 * 4);
  t.is(Buffer.from(drawing).toString('latin1', 1, 4), 'PNG');
  const { header } = await child.classify(Buffer.from('GIF89a is what sharp decodes'));
  t.like(header, { kind: 'errored' });
  t.regex((header as { message: string }).message, /^sharp cannot be loaded: .*'sharp'/);
  const again = await child.classify(await readFile(join(ROOT, 'models/golden/rocket.jpg')));
  t.like(again.header, { kind: 'classified' });
});

test('without a prepared model the same child fails, as it needs the packages', async (t) => {
  const child = startChild(t, await copyWithoutPackages(t), {
    models: [{ name: 'model', folder: SQUEEZENET_1_1 }],
  });
  const { header } = await child.next();
  t.like(header, { kind: 'failed' });
  t.regex((header as { message: string }).message, /'zod'/);
});
