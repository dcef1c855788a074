import test from 'ava';
import { classification, LABELS, startFakeService } from '../../helpers/service.js';
import {
  elements,
  HEADER_LENGTH,
  IMAGE_MODEL,
  imageInput,
  infer,
  partsOf,
  withBinary,
} from './ask.js';
import { recordImages } from './record-images.js';

const PROBABILITIES = [...classification().probabilities];

test('binary data is taken and given', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const images = recordImages(running);
  const binary = elements('one', 'two');
  const { body, headers } = withBinary(
    {
      parameters: { binary_data_output: true },
      inputs: [
        {
          ...{ name: 'image', shape: [2, 1], datatype: 'BYTES' },
          parameters: { binary_data_size: binary.length },
        },
      ],
    },
    binary,
  );
  const response = await infer(running, IMAGE_MODEL, body, headers);
  t.is(response.headers.get('content-type'), 'application/octet-stream');
  const parts = await partsOf(response);
  t.deepEqual(parts.json.outputs, [
    {
      name: 'probabilities',
      datatype: 'FP32',
      shape: [2, 4],
      parameters: { binary_data_size: 32 },
    },
  ]);
  const floats = Array.from({ length: 8 }, (_, index) => parts.binary.readFloatLE(4 * index));
  t.deepEqual(floats, [...PROBABILITIES, ...PROBABILITIES]);
  t.deepEqual(images.sort(), ['one', 'two']);
});

test("an output's own binary_data goes before binary_data_output", async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  for (const [all, own, expected] of [
    [undefined, undefined, false],
    [true, undefined, true],
    [true, false, false],
    [false, true, true],
  ] as const) {
    const response = await infer(running, IMAGE_MODEL, {
      inputs: [imageInput('an image')],
      parameters: { binary_data_output: all },
      outputs: [{ name: 'probabilities', parameters: { binary_data: own } }],
    });
    t.is(response.headers.get(HEADER_LENGTH) !== null, expected, `${all}, ${own}`);
  }
});

test('classification gives score, index and label of the best, as texts', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const best = ['0.864000:2:golden_retriever', '0.050000:0:cat'];
  const ask = (classification: number, binary_data: boolean) =>
    infer(running, IMAGE_MODEL, {
      inputs: [imageInput('an image')],
      outputs: [{ name: 'probabilities', parameters: { classification, binary_data } }],
    });
  const { json } = await partsOf(await ask(2, false));
  t.deepEqual(json.outputs, [
    { name: 'probabilities', datatype: 'BYTES', shape: [1, 2], data: best },
  ]);
  const inBinary = await partsOf(await ask(2, true));
  t.deepEqual(inBinary.binary, elements(...best));
  t.like(inBinary.json.outputs[0], { datatype: 'BYTES', shape: [1, 2] });
  // No more than there are.
  const all = await partsOf(await ask(1000, false));
  t.deepEqual(all.json.outputs[0].shape, [1, LABELS.length]);
});
