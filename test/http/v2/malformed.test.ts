import { deflateSync, gzipSync } from 'node:zlib';
import type { ExecutionContext } from 'ava';
import { testWithService } from '../../helpers/shared-service.js';
import { DEFAULT_MODEL } from '../../helpers/service.js';
import { elements, HEADER_LENGTH, IMAGE_MODEL, imageInput, infer, SHAPE, VALUES } from './ask.js';

const test = testWithService();

async function refused(
  t: ExecutionContext,
  response: Response,
  status: number,
  message: RegExp,
): Promise<void> {
  const text = await response.text();
  t.is(response.status, status, text);
  t.is(response.headers.get('content-type'), 'application/json; charset=utf-8');
  const body = JSON.parse(text) as { error: string };
  t.deepEqual(Object.keys(body), ['error']);
  t.regex(body.error, message);
}

const IMAGE = imageInput('an image');
const { data: DATA, ...NO_DATA } = IMAGE;
const TENSOR = { name: 'input', shape: [1, ...SHAPE], datatype: 'UINT8' };
const zeros = (count: number) => new Array<number>(count).fill(0);
const tensorWith = (value: unknown, datatype = 'UINT8') => ({
  ...TENSOR,
  datatype,
  data: [value, ...zeros(VALUES - 1)],
});

const BAD_JSON: Record<string, [model: string, body: unknown, message: RegExp]> = {
  'no object': [IMAGE_MODEL, [], /^the body must be a JSON object$/],
  'no inputs': [IMAGE_MODEL, {}, /^inputs is required and must be a list of exactly one tensor/],
  'inputs as object': [IMAGE_MODEL, { inputs: IMAGE }, /^inputs is required/],
  'empty inputs': [IMAGE_MODEL, { inputs: [] }, /^inputs is required/],
  'two inputs': [IMAGE_MODEL, { inputs: [IMAGE, IMAGE] }, /^inputs is required/],
  'null as input': [IMAGE_MODEL, { inputs: [null] }, /^inputs is required/],
  'no name': [
    IMAGE_MODEL,
    { inputs: [{ ...IMAGE, name: undefined }] },
    /^inputs\[0\]\.name is req/,
  ],
  'unknown input': [
    IMAGE_MODEL,
    { inputs: [{ ...IMAGE, name: 'x'.repeat(100) }] },
    /^unknown input "x{64}…": the input of squeezenet1_1_image is image$/,
  ],
  'input of the other kind': [
    DEFAULT_MODEL,
    { inputs: [IMAGE] },
    /^unknown input "image": the input/,
  ],
  'no shape': [
    IMAGE_MODEL,
    { inputs: [{ ...IMAGE, shape: undefined }] },
    /^inputs\[0\]\.shape is req/,
  ],
  'a number as shape': [
    IMAGE_MODEL,
    { inputs: [{ ...IMAGE, shape: 1 }] },
    /^inputs\[0\]\.shape is req/,
  ],
  'a fraction in the shape': [
    IMAGE_MODEL,
    { inputs: [{ ...IMAGE, shape: [1.5] }] },
    /\.shape is req/,
  ],
  'a huge shape': [IMAGE_MODEL, { inputs: [{ ...IMAGE, shape: [2 ** 60] }] }, /\.shape is req/],
  '-1 in the shape': [IMAGE_MODEL, { inputs: [{ ...IMAGE, shape: [-1] }] }, /\.shape is req/],
  'an empty shape': [
    IMAGE_MODEL,
    { inputs: [{ ...IMAGE, shape: [] }] },
    /has shape \[\] where the/,
  ],
  'a batch of none': [
    IMAGE_MODEL,
    { inputs: [{ ...IMAGE, shape: [0], data: [] }] },
    /^the batch has 0/,
  ],
  'a batch too large': [
    IMAGE_MODEL,
    { inputs: [imageInput(...new Array<string>(33).fill('a'))] },
    /^the batch has 33 elements where 1 to 32 are taken$/,
  ],
  'another shape': [
    IMAGE_MODEL,
    { inputs: [{ ...IMAGE, shape: [1, 2] }] },
    /^the input has shape \[1, 2\] where the model takes \[batch\] or \[batch, 1\]$/,
  ],
  'no datatype': [
    IMAGE_MODEL,
    { inputs: [{ ...IMAGE, datatype: 1 }] },
    /^inputs\[0\]\.datatype is/,
  ],
  'another datatype': [
    IMAGE_MODEL,
    { inputs: [{ ...IMAGE, datatype: 'UINT8' }] },
    /^the datatype of the input must be BYTES/,
  ],
  'no data': [IMAGE_MODEL, { inputs: [NO_DATA] }, /^the input has neither data nor the parameter/],
  'data as text': [IMAGE_MODEL, { inputs: [{ ...IMAGE, data: 'YQ==' }] }, /data must be a list$/],
  'too little data': [
    IMAGE_MODEL,
    { inputs: [{ ...IMAGE, shape: [2] }] },
    /^inputs\[0\]\.data has 1 values where its shape has 2$/,
  ],
  'too much data': [
    IMAGE_MODEL,
    { inputs: [{ ...IMAGE, data: [[...DATA, ...DATA]] }] },
    /^inputs\[0\]\.data has more than the 1 values of its shape$/,
  ],
  'no base64': [IMAGE_MODEL, { inputs: [{ ...IMAGE, data: ['a b'] }] }, /^element 0 .* base64$/],
  'a number as base64': [
    IMAGE_MODEL,
    { inputs: [{ ...IMAGE, data: [1] }] },
    /^element 0 .* base64$/,
  ],
  'an empty image': [
    IMAGE_MODEL,
    { inputs: [{ ...IMAGE, data: [''] }] },
    /^element 0 .* is empty$/,
  ],
  'text that is not said to be base64': [
    IMAGE_MODEL,
    { inputs: [{ ...IMAGE, parameters: {} }] },
    /^an image in JSON must be in base64, with the parameter "content_type": "base64"/,
  ],
  'another content type': [
    IMAGE_MODEL,
    { inputs: [{ ...IMAGE, parameters: { content_type: 'str' } }] },
    /^an image in JSON must be in base64/,
  ],
  'data and binary data': [
    IMAGE_MODEL,
    { inputs: [{ ...IMAGE, parameters: { binary_data_size: 0 } }] },
    /^the input has both data and the parameter binary_data_size$/,
  ],
  'binary data without any': [
    IMAGE_MODEL,
    { inputs: [{ ...NO_DATA, parameters: { binary_data_size: 9 } }] },
    /^0 bytes follow the JSON where the binary_data_size of the input is 9$/,
  ],
  'a negative size': [
    IMAGE_MODEL,
    { inputs: [{ ...NO_DATA, parameters: { binary_data_size: -1 } }] },
    /^binary_data_size must be a whole number of bytes$/,
  ],
  'a size beyond all numbers': [
    IMAGE_MODEL,
    { inputs: [{ ...NO_DATA, parameters: { binary_data_size: 1e300 } }] },
    /^binary_data_size must be/,
  ],
  'parameters as list': [
    IMAGE_MODEL,
    { inputs: [{ ...IMAGE, parameters: [] }] },
    /^inputs\[0\]\.parameters must be an object$/,
  ],
  'shared memory': [
    IMAGE_MODEL,
    { inputs: [{ ...NO_DATA, parameters: { shared_memory_region: 'a' } }] },
    /^shared memory is not supported/,
  ],
  'shared memory for the output': [
    IMAGE_MODEL,
    {
      inputs: [IMAGE],
      outputs: [{ name: 'probabilities', parameters: { shared_memory_region: 'a' } }],
    },
    /^shared memory is not supported/,
  ],
  'a number as id': [
    IMAGE_MODEL,
    { id: 1, inputs: [IMAGE] },
    /^id must be a string of at most 1024/,
  ],
  'a long id': [IMAGE_MODEL, { id: 'a'.repeat(1025), inputs: [IMAGE] }, /^id must be a string/],
  'an unknown output': [
    IMAGE_MODEL,
    { inputs: [IMAGE], outputs: [{ name: 'logits' }] },
    /^unknown output "logits": the output is probabilities$/,
  ],
  'two outputs': [
    IMAGE_MODEL,
    { inputs: [IMAGE], outputs: [{ name: 'probabilities' }, { name: 'probabilities' }] },
    /^outputs must be a list of at most one tensor, probabilities/,
  ],
  'no class': [
    IMAGE_MODEL,
    { inputs: [IMAGE], outputs: [{ name: 'probabilities', parameters: { classification: 0 } }] },
    /^classification must be a whole number of classes, from 1$/,
  ],
  'a text as binary_data': [
    IMAGE_MODEL,
    { inputs: [IMAGE], outputs: [{ name: 'probabilities', parameters: { binary_data: 'no' } }] },
    /^binary_data must be true or false$/,
  ],
  'a text as binary_data_output': [
    IMAGE_MODEL,
    { inputs: [IMAGE], parameters: { binary_data_output: 1 } },
    /^binary_data_output must be true or false$/,
  ],
  'a tensor of another type': [
    DEFAULT_MODEL,
    { inputs: [{ ...tensorWith(0), datatype: 'INT64' }] },
    /^the datatype of the input must be UINT8 or FP32$/,
  ],
  'a tensor of no type at all': [
    DEFAULT_MODEL,
    { inputs: [{ ...tensorWith(0), datatype: 'constructor' }] },
    /^the datatype of the input must be/,
  ],
  'a tensor in NCHW': [
    DEFAULT_MODEL,
    { inputs: [{ ...tensorWith(0), shape: [1, 3, 227, 227] }] },
    /^the input has shape \[1, 3, 227, 227\] where the model takes \[batch, 227, 227, 3\]$/,
  ],
  'a tensor without batch': [
    DEFAULT_MODEL,
    { inputs: [{ ...tensorWith(0), shape: SHAPE }] },
    /^the input has shape \[227, 227, 3\] where/,
  ],
  'a small body with a large shape': [
    DEFAULT_MODEL,
    { inputs: [{ ...TENSOR, shape: [32, ...SHAPE], data: [0] }] },
    /^inputs\[0\]\.data has fewer than the 4946784 values of its shape$/,
  ],
  'a value that is none': [DEFAULT_MODEL, { inputs: [tensorWith('0')] }, /: value 0 is string$/],
  'null as value': [DEFAULT_MODEL, { inputs: [tensorWith(null)] }, /: value 0 is object$/],
  'a value above 255': [
    DEFAULT_MODEL,
    { inputs: [tensorWith(256)] },
    /^the values of the input must be whole numbers from 0 to 255: value 0 is 256$/,
  ],
  'a value below 0': [DEFAULT_MODEL, { inputs: [tensorWith(-1)] }, /value 0 is -1$/],
  'a fraction for a model of bytes': [
    DEFAULT_MODEL,
    { inputs: [tensorWith(0.5, 'FP32')] },
    /value 0 is 0\.5$/,
  ],
};
for (const [what, [model, body, message]] of Object.entries(BAD_JSON))
  test(`${what} → 400`, async (t) => {
    await refused(t, await infer(t.context, model, JSON.stringify(body)), 400, message);
  });

const BAD_TEXTS: Record<string, [body: string | Buffer, message: RegExp]> = {
  'an empty body': ['', /^the body is not valid JSON$/],
  'no JSON': ['{"inputs": ', /^the body is not valid JSON$/],
  'JSON with NaN': ['{"inputs": [NaN]}', /^the body is not valid JSON$/],
  'a number beyond all numbers': [
    JSON.stringify({ inputs: [tensorWith('X')] }).replace('"X"', '1e999'),
    /value 0 is Infinity$/,
  ],
  'no UTF-8': [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), /^the body is not valid UTF-8$/],
  'a key twice': ['{"inputs": [], "inputs": []}', /^the JSON has the same key more than once$/],
  'a deep nest': [`{"inputs": ${'['.repeat(10_000)}${']'.repeat(10_000)}}`, /^the JSON is nested/],
  'a special key': ['{"inputs": [{"__proto__": {}}]}', /^the JSON has the key __proto__$/],
};
for (const [what, [body, message]] of Object.entries(BAD_TEXTS))
  test(`${what} → 400`, async (t) => {
    await refused(t, await infer(t.context, DEFAULT_MODEL, body), 400, message);
  });

/** What follows the JSON of an input that takes all of it. */
const BAD_BINARY: Record<string, [model: string, input: object, binary: Buffer, message: RegExp]> =
  {
    'an element cut short': [
      IMAGE_MODEL,
      { ...NO_DATA, shape: [2] },
      elements('one', 'two').subarray(0, -1),
      /^element 1 of the binary data is cut short$/,
    ],
    'a length cut short': [
      IMAGE_MODEL,
      NO_DATA,
      Buffer.from([1, 0, 0]),
      /^element 0 of the binary data is cut short$/,
    ],
    'a length of 4 GiB': [
      IMAGE_MODEL,
      NO_DATA,
      Buffer.from([255, 255, 255, 255, 0]),
      /^element 0 of the binary data is cut short$/,
    ],
    'too few elements': [
      IMAGE_MODEL,
      { ...NO_DATA, shape: [2, 1] },
      elements('one'),
      /^the binary data has 1 elements where its shape has 2$/,
    ],
    'too many elements': [
      IMAGE_MODEL,
      NO_DATA,
      elements('one', ''),
      /^the binary data has more than the 1 elements of its shape$/,
    ],
    'an empty element': [IMAGE_MODEL, NO_DATA, elements(''), /^element 0 of the input is empty$/],
    'too few bytes of a tensor': [
      DEFAULT_MODEL,
      TENSOR,
      Buffer.alloc(VALUES - 1),
      /^the binary data has 154586 bytes where its shape and datatype have 154587$/,
    ],
    'bytes for floats': [
      DEFAULT_MODEL,
      { ...TENSOR, datatype: 'FP32' },
      Buffer.alloc(VALUES),
      /^the binary data has 154587 bytes where its shape and datatype have 618348$/,
    ],
    'NaN in floats': [
      DEFAULT_MODEL,
      { ...TENSOR, datatype: 'FP32' },
      floats(NaN),
      /^the values of the input must be whole numbers from 0 to 255: value 0 is NaN$/,
    ],
    'Infinity in floats': [
      DEFAULT_MODEL,
      { ...TENSOR, datatype: 'FP32' },
      floats(Infinity),
      /value 0 is Infinity$/,
    ],
  };
for (const [what, [model, input, binary, message]] of Object.entries(BAD_BINARY))
  test(`${what} → 400`, async (t) => {
    const json = { inputs: [{ ...input, parameters: { binary_data_size: binary.length } }] };
    const text = Buffer.from(JSON.stringify(json));
    const headers = { [HEADER_LENGTH]: String(text.length) };
    const body = Buffer.concat([text, binary]);
    await refused(t, await infer(t.context, model, body, headers), 400, message);
  });

test('bytes that no input names → 400', async (t) => {
  const text = JSON.stringify({ inputs: [IMAGE] });
  const headers = { [HEADER_LENGTH]: String(text.length) };
  const response = await infer(t.context, IMAGE_MODEL, `${text}more`, headers);
  await refused(t, response, 400, /^4 bytes follow the JSON where the binary_data_size/);
});

for (const [length, message] of [
  ['-1', /^Inference-Header-Content-Length must be a whole number of bytes$/],
  ['1.5', /must be a whole number/],
  ['0x1', /must be a whole number/],
  ['1e3', /must be a whole number/],
  ['9'.repeat(400), /must be a whole number/],
  ['1, 1', /must be a whole number/],
  ['3', /^Inference-Header-Content-Length says that 3 bytes are JSON, but the body has 2$/],
  ['1', /^the body is not valid JSON$/],
] as const)
  test(`${HEADER_LENGTH}: ${length.slice(0, 9)} → 400`, async (t) => {
    const response = await infer(t.context, IMAGE_MODEL, '{}', { [HEADER_LENGTH]: length });
    await refused(t, response, 400, message);
  });

test('a raw body of another length than that of tensors → 400', async (t) => {
  for (const length of [0, 1, VALUES - 1, VALUES + 1, 33 * VALUES]) {
    const response = await infer(t.context, DEFAULT_MODEL, Buffer.alloc(length), {
      [HEADER_LENGTH]: '0',
    });
    await refused(
      t,
      response,
      400,
      /^a raw body for squeezenet1_1 has 1 to 32 times 154587 bytes: UINT8 of shape \[227, 227, 3\]$/,
    );
  }
});

test('an empty raw body → 400', async (t) => {
  const response = await infer(t.context, IMAGE_MODEL, '', { [HEADER_LENGTH]: '0' });
  await refused(t, response, 400, /^element 0 of the input is empty$/);
});

const TEXT = JSON.stringify({ inputs: [IMAGE] });
const BAD_COMPRESSION: Record<string, [encoding: string, body: Buffer]> = {
  'no gzip': ['gzip', Buffer.from(TEXT)],
  'no deflate': ['deflate', Buffer.from(TEXT)],
  'gzip for deflate': ['deflate', gzipSync(TEXT)],
  'deflate for gzip': ['gzip', deflateSync(TEXT)],
  'gzip cut short': ['gzip', gzipSync(TEXT).subarray(0, -9)],
  'nothing at all': ['gzip', Buffer.alloc(0)],
};
for (const [what, [encoding, body]] of Object.entries(BAD_COMPRESSION))
  test(`compressed: ${what} → 400`, async (t) => {
    const headers = { 'Content-Encoding': encoding };
    const response = await infer(t.context, IMAGE_MODEL, body, headers);
    await refused(t, response, 400, new RegExp(`^the body is not valid ${encoding}$`));
  });

test('another Content-Encoding → 415', async (t) => {
  for (const encoding of ['br', 'gzip, gzip', 'x-gzip', 'zstd']) {
    const response = await infer(t.context, IMAGE_MODEL, TEXT, { 'Content-Encoding': encoding });
    await refused(t, response, 415, /^the Content-Encoding must be gzip or deflate$/);
  }
});

test('what inflates beyond the bound → 413, whatever it is compressed to', async (t) => {
  const bomb = gzipSync(Buffer.alloc(9 << 20, ' '));
  t.true(bomb.length < 20_000);
  const response = await infer(t.context, IMAGE_MODEL, bomb, { 'Content-Encoding': 'gzip' });
  await refused(
    t,
    response,
    413,
    /^the JSON is larger than 8388608 bytes: send the tensors as binary data$/,
  );
  const raw = gzipSync(Buffer.alloc(65 << 20));
  const headers = { 'Content-Encoding': 'gzip', [HEADER_LENGTH]: '0' };
  await refused(t, await infer(t.context, IMAGE_MODEL, raw, headers), 413, / than 67108864 bytes$/);
});

test('a body beyond the bound → 413', async (t) => {
  const body = Buffer.alloc((8 << 20) + 1, ' ');
  const message = /^the JSON is larger than 8388608 bytes: send the tensors as binary data$/;
  await refused(t, await infer(t.context, IMAGE_MODEL, body), 413, message);
  const headers = { [HEADER_LENGTH]: String(body.length) };
  const response = await infer(t.context, IMAGE_MODEL, body, headers);
  await refused(t, response, 413, message);
});

test('an image of too many bytes → 422, in its element too', async (t) => {
  const image = Buffer.alloc(20_971_521);
  const raw = await infer(t.context, IMAGE_MODEL, image, { [HEADER_LENGTH]: '0' });
  await refused(t, raw, 422, /larger than 20971520 bytes/);
});

/** A tensor whose first value is this. */
function floats(first: number): Buffer {
  const values = new Float32Array(VALUES);
  values[0] = first;
  return Buffer.from(values.buffer);
}
