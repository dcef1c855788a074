import { gzipSync, deflateSync, gunzipSync, inflateSync } from 'node:zlib';
import test from 'ava';
import { exchange } from '../../helpers/raw-http.js';
import { startFakeService } from '../../helpers/service.js';
import { elements, IMAGE_MODEL, imageInput, infer, withBinary } from './ask.js';
import { recordImages } from './record-images.js';

const BEST = [
  '0.864000:2:golden_retriever',
  '0.050000:0:cat',
  '0.050000:1:dog',
  '0.036000:3:teapot',
];

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
