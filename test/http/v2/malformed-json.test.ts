import { DEFAULT_MODEL } from '../../helpers/service.js';
import { testWithService } from '../../helpers/shared-service.js';
import { IMAGE_MODEL, infer } from './ask.js';
import { IMAGE, NO_DATA, refused, tensorWith, testBadJson } from './malformed.js';

const test = testWithService();

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

testBadJson(test, {
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
});
