import { gzipSync, deflateSync, gunzipSync, inflateSync } from 'node:zlib';
import test from 'ava';
import { ServiceError } from '../../../src/errors.js';
import { exchange } from '../../helpers/raw-http.js';
import {
  classification,
  DEFAULT_MODEL,
  LABELS,
  startFakeService,
  until,
} from '../../helpers/service.js';
import {
  elements,
  HEADER_LENGTH,
  IMAGE_MODEL,
  imageInput,
  infer,
  partsOf,
  SHAPE,
  VALUES,
  withBinary,
} from './ask.js';

const PROBABILITIES = [...classification().probabilities];
const TENSOR = { name: 'input', shape: [1, ...SHAPE], datatype: 'UINT8' };

/** The images that the fake classifier gets, as text. */
function recordImages({ classifier }: Awaited<ReturnType<typeof startFakeService>>): string[] {
  const images: string[] = [];
  const { behaviour } = classifier;
  classifier.behaviour = (image, signal) => {
    images.push(Buffer.from(image).toString());
    return behaviour(image, signal);
  };
  return images;
}

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

for (const [encoding, compress, decompress] of [
  ['gzip', gzipSync, gunzipSync],
  ['deflate', deflateSync, inflateSync],
] as const)
  test(`requests and answers may be compressed by ${encoding}`, async (t) => {
    const running = await startFakeService();
    t.teardown(() => running.service.stop());
    const images = recordImages(running);
    const contents = Array.from({ length: 32 }, (_, index) => `image ${index}`);
    const binary = elements(...contents);
    const { body, headers } = withBinary(
      {
        inputs: [
          {
            ...{ name: 'image', shape: [32], datatype: 'BYTES' },
            parameters: { binary_data_size: binary.length },
          },
        ],
        outputs: [{ name: 'probabilities', parameters: { classification: 4, binary_data: true } }],
      },
      binary,
    );
    const compressed = compress(body);
    // As it is sent: fetch would undo the compression.
    const lines = Object.entries({
      ...headers,
      ...{ Host: 'localhost', 'Content-Encoding': encoding, 'Accept-Encoding': encoding },
      ...{ 'Content-Length': String(compressed.length), Connection: 'close' },
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    const request = `POST /v2/models/${IMAGE_MODEL}/infer HTTP/1.1\r\n${lines.join('')}\r\n`;
    const text = await exchange(
      running.service.port,
      Buffer.concat([Buffer.from(request), compressed]),
    );
    const answer = Buffer.from(text, 'latin1');
    const end = answer.indexOf('\r\n\r\n');
    const head = answer.subarray(0, end).toString();
    t.regex(head, /^HTTP\/1\.1 200 /);
    t.regex(head, new RegExp(`^content-encoding: ${encoding}\r?$`, 'im'));
    t.regex(head, /^vary: accept-encoding\r?$/im);
    const inflated = decompress(answer.subarray(end + 4));
    const length = Number(/^inference-header-content-length: (\d+)\r?$/im.exec(head)?.[1]);
    const json = JSON.parse(inflated.subarray(0, length).toString()) as { outputs: object[] };
    t.like(json.outputs[0], { shape: [32, 4] });
    t.is(inflated.length - length, 32 * elements(...BEST).length);
    t.deepEqual(images.sort(), contents.sort());
  });

const BEST = [
  '0.864000:2:golden_retriever',
  '0.050000:0:cat',
  '0.050000:1:dog',
  '0.036000:3:teapot',
];

test('an answer is compressed only if it is asked for, and worth it', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const ask = (count: number, accepted: string) =>
    infer(
      running,
      IMAGE_MODEL,
      { inputs: [imageInput(...Array.from({ length: count }, (_, index) => `image ${index}`))] },
      { 'Accept-Encoding': accepted },
    );
  for (const [count, accepted, encoding] of [
    [32, 'gzip', 'gzip'],
    [32, 'gzip, deflate, br', 'gzip'],
    [32, 'deflate;q=1, gzip;q=0', 'deflate'],
    [32, 'br', null],
    [32, 'identity', null],
    [1, 'gzip', null],
  ] as const) {
    const response = await ask(count, accepted);
    t.is(response.headers.get('content-encoding'), encoding, accepted);
    await response.arrayBuffer();
  }
});

test('images come from the cache, as uploads do; tensors do not', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const upload = await fetch(`${running.url}/classify-image`, {
    method: 'POST',
    headers: { 'Content-Type': 'image/png' },
    body: 'an image',
  });
  t.is(upload.headers.get('cache-status'), 'classifier; fwd=miss; stored');
  const response = await infer(running, IMAGE_MODEL, { inputs: [imageInput('an image')] });
  t.is(response.headers.get('cache-status'), 'classifier; hit');
  t.regex(String(response.headers.get('server-timing')), /^total;dur=/);
  t.is(running.classifier.calls, 1);
  for (let time = 0; time < 2; time++) {
    const tensor = await infer(running, DEFAULT_MODEL, Buffer.alloc(VALUES), {
      [HEADER_LENGTH]: '0',
    });
    t.is(tensor.headers.get('cache-status'), null);
    t.regex(
      String(tensor.headers.get('server-timing')),
      /^queue;dur=1\.0, inference;dur=3\.0, total;dur=/,
    );
  }
  t.is(running.classifier.tensors.length, 2);
});

test('an image that is refused fails the whole batch, and is named', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  running.classifier.behaviour = (image) =>
    Buffer.from(image).toString() === 'bad'
      ? Promise.reject(new ServiceError('not_an_image', 'this is no image'))
      : Promise.resolve(classification());
  const batch = await infer(running, IMAGE_MODEL, { inputs: [imageInput('good', 'bad')] });
  t.is(batch.status, 422);
  t.deepEqual(await batch.json(), { error: 'element 1 of the input: this is no image' });
  const one = await infer(running, IMAGE_MODEL, { inputs: [imageInput('bad')] });
  t.is(one.status, 422);
  t.deepEqual(await one.json(), { error: 'this is no image' });
  t.like(running.log.events.at(-2)?.fields, {
    'error.code': 'not_an_image',
    'classifier.image.source': 'upload',
    'classifier.batch.images': 2,
    'classifier.batch.failed': 1,
  });
});

test('a failure of a tensor ends its batch', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  running.classifier.behaviour = () =>
    Promise.reject(new ServiceError('overloaded', 'too many', { retryAfter: 3 }));
  const response = await infer(running, DEFAULT_MODEL, Buffer.alloc(20 * VALUES), {
    [HEADER_LENGTH]: '0',
  });
  t.is(response.status, 503);
  t.is(response.headers.get('retry-after'), '3');
  t.deepEqual(await response.json(), { error: 'too many' });
  // A few at a time are tried, and no more.
  t.is(running.classifier.tensors.length, 8);
});

test('each image and each tensor counts in the rate limit', async (t) => {
  const running = await startFakeService({ RATE_LIMIT: '10/3600' });
  t.teardown(() => running.service.stop());
  const images = (count: number) =>
    infer(running, IMAGE_MODEL, {
      inputs: [imageInput(...Array.from({ length: count }, (_, index) => `image ${index}`))],
    });
  t.is((await images(4)).status, 200);
  const tensors = await infer(running, DEFAULT_MODEL, Buffer.alloc(5 * VALUES), {
    [HEADER_LENGTH]: '0',
  });
  t.is(tensors.status, 200);
  t.is((await images(1)).status, 200);
  const refused = await images(1);
  t.is(refused.status, 429);
  t.truthy(refused.headers.get('retry-after'));
  t.regex(((await refused.json()) as { error: string }).error, /^more than 10 requests/);
});

test('the images of a request and their bytes are bounded with all others', async (t) => {
  const running = await startFakeService({ CLASSIFIER_QUEUE_MAX: '1', CLASSIFIER_PROCESSES: '1' });
  t.teardown(() => running.service.stop());
  const open: (() => void)[] = [];
  running.classifier.behaviour = () =>
    new Promise((resolve) => {
      open.push(() => {
        resolve(classification());
      });
    });
  const raw = { [HEADER_LENGTH]: '0' };
  const waiting = [
    infer(running, IMAGE_MODEL, 'one', raw),
    infer(running, IMAGE_MODEL, 'two', raw),
  ];
  await until(() => open.length === 2);
  const refused = await infer(running, DEFAULT_MODEL, Buffer.alloc(VALUES), raw);
  t.is(refused.status, 503);
  t.deepEqual(await refused.json(), { error: 'too many images are waiting: try again soon' });
  for (const finish of open) finish();
  for (const response of await Promise.all(waiting)) t.is(response.status, 200);
  const metrics = await (await fetch(`${running.url}/metrics`)).text();
  t.regex(metrics, /^classifier_images_in_progress_bytes 0$/m);
});

test('when the client hangs up, tensors that have not begun are not begun', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const { classifier, log } = running;
  classifier.behaviour = (_image, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
    });
  const client = new AbortController();
  const asked = fetch(`${running.url}/v2/models/${DEFAULT_MODEL}/infer`, {
    method: 'POST',
    headers: { [HEADER_LENGTH]: '0' },
    body: Buffer.alloc(20 * VALUES),
    signal: client.signal,
  });
  await until(() => classifier.tensors.length === 8);
  client.abort();
  await t.throwsAsync(asked, { any: true });
  await until(() => log.events.length === 1);
  t.like(log.events[0]?.fields, { 'error.code': 'client_gone' });
  t.is(classifier.tensors.length, 8);
});

function chunks<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: values.length / size }, (_, index) =>
    values.slice(index * size, (index + 1) * size),
  );
}
