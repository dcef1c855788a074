import test from 'ava';
import { classification, DEFAULT_MODEL, startFakeService } from '../../helpers/service.js';
import {
  HEADER_LENGTH,
  IMAGE_MODEL,
  imageInput,
  infer,
  partsOf,
  SHAPE,
  TENSOR,
  VALUES,
  withBinary,
} from './ask.js';
import { recordImages } from './record-images.js';

const PROBABILITIES = [...classification().probabilities];

test('images in base64 are answered with all probabilities, row by row', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const images = recordImages(running);
  const body = { id: 'my own', inputs: [imageInput('one', 'two')] };
  const response = await infer(running, IMAGE_MODEL, body);
  t.is(response.status, 200);
  t.is(response.headers.get('content-type'), 'application/json; charset=utf-8');
  t.is(response.headers.get(HEADER_LENGTH), null);
  t.deepEqual(await response.json(), {
    model_name: IMAGE_MODEL,
    model_version: '1',
    id: 'my own',
    outputs: [
      {
        name: 'probabilities',
        datatype: 'FP32',
        shape: [2, 4],
        data: [...PROBABILITIES, ...PROBABILITIES],
      },
    ],
  });
  t.deepEqual(images.sort(), ['one', 'two']);
});

test('the shape may have a dimension of 1, the data be nested, the content type stand beside the inputs', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const images = recordImages(running);
  const { data, ...input } = imageInput('one', 'two');
  const body = {
    model_name: 'ignored',
    parameters: { content_type: 'base64', priority: 1 },
    inputs: [{ ...input, shape: [2, 1], parameters: null, data: data.map((one) => [one]) }],
    outputs: null,
  };
  t.is((await infer(running, IMAGE_MODEL, body)).status, 200);
  t.deepEqual(images.sort(), ['one', 'two']);
});

test('a raw body is one image', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const images = recordImages(running);
  for (const [headers, content] of [
    [{ [HEADER_LENGTH]: '0' }, 'the bytes of an image'],
    [{ 'Content-Type': 'image/png' }, 'those of another'],
  ] as const) {
    const response = await infer(running, IMAGE_MODEL, content, headers);
    t.deepEqual((await partsOf(response)).json.outputs[0].data, PROBABILITIES);
    t.is(images.pop(), content);
  }
});

test('tensors of bytes reach the model as they are, in JSON, nested or flat, and in binary', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const two = Uint8Array.from({ length: 2 * VALUES }, (_, index) => (index * 7919) & 255);
  const flat = [...two];
  const nested = chunks(chunks(chunks(flat, 3), 227), 227);
  const input = { ...TENSOR, shape: [2, ...SHAPE] };
  const floats = Buffer.from(Float32Array.from(two).buffer);
  const binary = (datatype: string, data: Uint8Array) => {
    const parameters = { binary_data_size: data.length };
    return withBinary({ inputs: [{ ...input, datatype, parameters }] }, data);
  };
  for (const { body, headers } of [
    { body: { inputs: [{ ...input, data: flat }] }, headers: {} },
    { body: { inputs: [{ ...input, datatype: 'FP32', data: nested }] }, headers: {} },
    binary('UINT8', two),
    binary('FP32', floats),
    { body: two, headers: { [HEADER_LENGTH]: '0' } },
  ]) {
    running.classifier.tensors.length = 0;
    const response = await infer(running, DEFAULT_MODEL, body, headers);
    t.is(response.status, 200);
    t.deepEqual((await partsOf(response)).json.outputs[0].shape, [2, 4]);
    t.deepEqual(
      running.classifier.tensors.map(({ model }) => model),
      [DEFAULT_MODEL, DEFAULT_MODEL],
    );
    const got = Buffer.concat(running.classifier.tensors.map(({ tensor }) => tensor));
    t.true(got.equals(two));
  }
});

function chunks<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: values.length / size }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}
