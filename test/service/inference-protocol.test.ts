import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { elements, HEADER_LENGTH, infer, partsOf, withBinary } from '../http/v2/ask.js';
import { ROOT } from '../helpers/squeezenet-variant.js';
import { startService } from '../helpers/start-service.js';
import {
  COLOURS,
  INPUT,
  onlyForTfjs,
  tinyModel,
  tinyProbabilities,
  type TinyModel,
  writeModel,
} from '../helpers/tiny-model.js';

const RAW = { [HEADER_LENGTH]: '0' };
const RGB = [
  [200, 10, 30],
  [7, 9, 250],
  [1, 2, 3],
] as const;
const VALUES = INPUT.width * INPUT.height;
const SHAPE = [INPUT.height, INPUT.width, 3];

/** A tensor of one colour. */
function tensorOf(rgb: readonly number[]): number[] {
  return Array.from({ length: VALUES }, () => rgb).flat();
}

async function probabilities(response: Response): Promise<number[]> {
  const { json, binary } = await partsOf(response);
  const [{ data, shape }] = json.outputs;
  if (data !== undefined) return data as number[];
  const count = shape.reduce((product, size) => product * size, 1);
  return Array.from({ length: count }, (_, index) => binary.readFloatLE(4 * index));
}

const KINDS: Record<string, [model: TinyModel, datatype: string]> = {
  bytes: [tinyModel(), 'UINT8'],
  floats: [tinyModel({ resampling: 'bilinear', resize: { mode: 'warp', ...INPUT } }), 'FP32'],
  'bytes, node by node': [onlyForTfjs(tinyModel()), 'UINT8'],
};
for (const [kind, [model, datatype]] of Object.entries(KINDS))
  test(`a model of ${kind} gives the probabilities of each tensor of a batch`, async (t) => {
    const service = await startService({
      MODEL_DIR: await writeModel(t, model),
      CLASSIFIER_PROCESSES: '2',
    });
    t.teardown(() => service.child.kill('SIGKILL'));
    const metadata = await fetch(`${service.url}/v2/models/colours`);
    t.like(await metadata.json(), { inputs: [{ datatype, shape: [-1, ...SHAPE] }] });

    const input = { name: 'input', shape: [3, ...SHAPE], datatype };
    const flat = RGB.flatMap(tensorOf);
    const raw =
      datatype === 'FP32' ? Buffer.from(Float32Array.from(flat).buffer) : Buffer.from(flat);
    const parameters = { binary_data_size: raw.length };
    const binary = withBinary(
      { inputs: [{ ...input, parameters }], parameters: { binary_data_output: true } },
      raw,
    );
    const expected = RGB.flatMap((rgb) => tinyProbabilities(rgb));
    for (const response of [
      await infer(service, 'colours', { inputs: [{ ...input, data: flat }] }),
      await infer(service, 'colours', binary.body, binary.headers),
      await infer(service, 'colours', raw, RAW),
    ]) {
      t.is(response.status, 200);
      const found = await probabilities(response);
      t.is(found.length, expected.length);
      for (const [index, value] of found.entries())
        t.true(Math.abs(value - (expected[index] ?? NaN)) < 1e-5, `${index}: ${value}`);
    }
  });

test('a model of floats takes fractions, but nothing that is out of range', async (t) => {
  const model = tinyModel({ resampling: 'bilinear', resize: { mode: 'warp', ...INPUT } });
  const service = await startService({ MODEL_DIR: await writeModel(t, model) });
  t.teardown(() => service.child.kill('SIGKILL'));
  const ask = (data: number[]) =>
    infer(service, 'colours', {
      inputs: [{ name: 'input', shape: [1, ...SHAPE], datatype: 'FP32', data }],
    });
  const [red = NaN] = await probabilities(await ask(tensorOf([200.5, 10.25, 0.125])));
  const [expected = NaN] = tinyProbabilities([200.5, 10.25, 0.125]);
  t.true(Math.abs(red - expected) < 1e-5);
  for (const value of [NaN, Infinity, -Infinity, -0.001, 255.001, 3e38]) {
    const floats = Float32Array.from(tensorOf([value, 0, 0]));
    const response = await infer(service, 'colours', Buffer.from(floats.buffer), RAW);
    t.is(response.status, 400);
    t.regex(await response.text(), /must be numbers from 0 to 255: value 0 is /);
  }
});

test('an encoded image gives the same as the tensor that the card makes of it, and as /classify-image', async (t) => {
  const service = await startService({ MODEL: 'squeezenet1_1', CLASSIFIER_PROCESSES: '1' });
  t.teardown(() => service.child.kill('SIGKILL'));
  // Of the size that the card resizes to, so that only the crop is left.
  const pixels = (x: number, y: number) => [(x * 3) & 255, (y * 5) & 255, (x * y) & 255];
  const bitmap = makeBitmap(256, pixels);
  const image = await infer(service, 'squeezenet1_1_image', bitmap, RAW);
  t.is(image.status, 200);
  const crop = Array.from({ length: 227 * 227 }, (_, index) =>
    pixels(14 + (index % 227), 14 + Math.floor(index / 227)),
  ).flat();
  const tensor = await infer(service, 'squeezenet1_1', Uint8Array.from(crop), RAW);
  const ofImage = await probabilities(image);
  t.deepEqual(await probabilities(tensor), ofImage);

  const classified = await fetch(`${service.url}/classify-image`, {
    method: 'POST',
    headers: { 'Content-Type': 'image/bmp' },
    body: bitmap,
  });
  t.is(classified.headers.get('cache-status'), 'classifier; hit');
  t.like(await classified.json(), { confidence: Math.max(...ofImage).toFixed(3) });
});

test('what is no image is refused by the real decoder, alone and in a batch', async (t) => {
  const service = await startService({ MODEL_DIR: await writeModel(t, tinyModel()) });
  t.teardown(() => service.child.kill('SIGKILL'));
  const coffee = await readFile(join(ROOT, 'models/golden/coffee.png'));
  const alone = await infer(service, 'colours_image', 'no image', RAW);
  t.is(alone.status, 422);
  const binary = elements(coffee, '<svg xmlns="http://www.w3.org/2000/svg"/>');
  const { body, headers } = withBinary(
    {
      inputs: [
        {
          ...{ name: 'image', shape: [2, 1], datatype: 'BYTES' },
          parameters: { binary_data_size: binary.length },
        },
      ],
    },
    binary,
  );
  const batch = await infer(service, 'colours_image', body, headers);
  t.is(batch.status, 422);
  t.regex(((await batch.json()) as { error: string }).error, /^element 1 of the input: .*SVG/);
  // The children are as well as before.
  const good = await infer(service, 'colours_image', coffee, RAW);
  t.is((await probabilities(good)).length, COLOURS.length);
});

/** A BMP of 24 bits: rows from the bottom, blue first. */
function makeBitmap(size: number, rgb: (x: number, y: number) => readonly number[]): Buffer {
  const header = Buffer.alloc(54);
  header.write('BM');
  header.writeUInt32LE(54 + size * size * 3, 2);
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(size, 18);
  header.writeInt32LE(size, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  const rows = Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (__, x) => [...rgb(x, size - 1 - row)].reverse()).flat(),
  );
  return Buffer.concat([header, Buffer.from(rows.flat())]);
}
