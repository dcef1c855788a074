import { readFile } from 'node:fs/promises';
import test from 'ava';
import sharp, { type Sharp } from 'sharp';
import { ClassifierProcess } from '../../../src/inference/classifier-process.js';

// Large images within the default limits, decoded one after the other in a real child process.

const MAX_PIXELS = 50_000_000;
const MODELS = [{ name: 'squeezenet1_1', folder: 'models/squeezenet1_1' }];

function blank(side: number, channels: 3 | 4): Sharp {
  const background = { r: 90, g: 20, b: 200, alpha: 0.5 };
  const create = { width: side, height: side, channels, background };
  return sharp({ create, limitInputPixels: false });
}

const images: Record<string, () => Sharp> = {
  'turned and transparent PNG': () =>
    blank(7071, 4).withMetadata({ orientation: 6 }).png({ compressionLevel: 3 }),
  'turned and transparent WebP': () =>
    blank(5477, 4).withMetadata({ orientation: 6 }).webp({ effort: 0, quality: 10 }),
  AVIF: () => blank(4472, 4).avif({ effort: 0, quality: 10, chromaSubsampling: '4:4:4' }),
};

/** The process's largest memory so far, in MB. */
async function peakMemory(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid ?? 'self'}/status`, 'utf8');
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

const onLinux = process.platform === 'linux' ? test.serial : test.serial.skip;

for (const [name, make] of Object.entries(images))
  onLinux(`large images take a child less than 1 GB: ${name}`, async (t) => {
    t.timeout(240_000);
    const bytes = await make().toBuffer();
    const child = new ClassifierProcess({ models: MODELS, threads: 1 });
    t.teardown(() => {
      child.kill();
    });
    await child.ready;
    for (let image = 0; image < 3; image++)
      await child.classify(bytes, ['squeezenet1_1'], MAX_PIXELS);
    const peak = await peakMemory(child.pid);
    t.true(peak > 400 && peak < 1000, `${peak} MB`);
  });
