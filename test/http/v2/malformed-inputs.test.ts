import { DEFAULT_MODEL } from '../../helpers/service.js';
import { testWithService } from '../../helpers/shared-service.js';
import { IMAGE_MODEL, imageInput, SHAPE, TENSOR } from './ask.js';
import { DATA, IMAGE, NO_DATA, tensorWith, testBadJson } from './malformed.js';

const test = testWithService();

testBadJson(test, {
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
});

testBadJson(test, {
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
});
