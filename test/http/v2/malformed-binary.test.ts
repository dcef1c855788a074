import { DEFAULT_MODEL } from '../../helpers/service.js';
import { testWithService } from '../../helpers/shared-service.js';
import { elements, HEADER_LENGTH, IMAGE_MODEL, infer, TENSOR, VALUES } from './ask.js';
import { IMAGE, NO_DATA, refused, testBadJson } from './malformed.js';

const test = testWithService();

testBadJson(test, {
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

/** A tensor whose first value is this. */
function floats(first: number): Buffer {
  const values = new Float32Array(VALUES);
  values[0] = first;
  return Buffer.from(values.buffer);
}
