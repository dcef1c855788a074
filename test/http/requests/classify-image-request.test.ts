import test from 'ava';
import { z } from 'zod';
import { fakeModels } from '../../helpers/service.js';
import { CLASSIFY_IMAGE_FORM } from '../../../src/http/requests/classify-image-request.js';
import { findModels } from '../../../src/http/requests/model-option.js';
import { validate } from '../../../src/http/requests/validate.js';

const URL_MESSAGE = 'image_url is required and must be a string';
const TOP_K_MESSAGE = 'top_k must be an integer from 1 to 1000';
const MODEL_MESSAGE = 'model must be the name of a model, or a list of different names';
const MODELS = await fakeModels(['nudity', 'colours']);

/** What the route does with the JSON of a request. */
function parse(body: unknown) {
  const { model, ...fields } = validate(CLASSIFY_IMAGE_FORM.byUrl, body);
  return { ...fields, ...findModels(model, MODELS) };
}

const INVALID: [body: object, message: string][] = [
  [{}, URL_MESSAGE],
  [{ image_url: 1, top_k: 0 }, URL_MESSAGE],
  [{ image_url: 'http://a/', top_k: 0 }, TOP_K_MESSAGE],
  [{ image_url: 'http://a/', top_k: 1001 }, TOP_K_MESSAGE],
  [{ image_url: 'http://a/', top_k: 1.5 }, TOP_K_MESSAGE],
  [{ image_url: 'http://a/', top_k: '5' }, TOP_K_MESSAGE],
  [{ image_url: 'http://a/', top_k: null }, TOP_K_MESSAGE],
  [{ image_url: 'http://a/', model: 7 }, MODEL_MESSAGE],
  [{ image_url: 'http://a/', model: null }, MODEL_MESSAGE],
  [{ image_url: 'http://a/', model: [] }, MODEL_MESSAGE],
  [{ image_url: 'http://a/', model: ['nudity', 7] }, MODEL_MESSAGE],
  [{ image_url: 'http://a/', model: ['nudity', 'nudity'] }, MODEL_MESSAGE],
  ...['', 'Nudity', 'constructor', '../nudity'].flatMap((name): [object, string][] => {
    const message = `unknown model "${name}": the models are squeezenet1_1, nudity, colours`;
    return [name, ['nudity', name]].map((model) => [{ image_url: 'http://a/', model }, message]);
  }),
  [
    { image_url: 'http://a/', model: 'x'.repeat(64) },
    `unknown model "${'x'.repeat(64)}": the models are squeezenet1_1, nudity, colours`,
  ],
  [
    { image_url: 'http://a/', model: 'x'.repeat(65) },
    `unknown model "${'x'.repeat(64)}…": the models are squeezenet1_1, nudity, colours`,
  ],
  [
    { image_url: 'http://a/', model: 'x'.repeat(1000) },
    `unknown model "${'x'.repeat(64)}…": the models are squeezenet1_1, nudity, colours`,
  ],
  [{ image_url: 'http://a/', topk: 3 }, 'unknown key "topk": the keys are image_url, top_k, model'],
  [
    { image_url: 'http://a/', ['"'.repeat(1000)]: 3 },
    `unknown key "${'\\"'.repeat(64)}…": the keys are image_url, top_k, model`,
  ],
];
for (const [body, message] of INVALID)
  test(`${JSON.stringify(body).slice(0, 80)} → ${message.slice(0, 80)}`, (t) => {
    t.throws(() => parse(body), { code: 'invalid_request', message });
  });

test('top_k may be from 1 to 1000, or left out', (t) => {
  for (const top_k of [undefined, 1, 1000]) {
    t.like(parse({ image_url: 'http://a/b', top_k }), { image_url: 'http://a/b', top_k });
  }
});

test('a request asks the default model, the one that it names, or a list', (t) => {
  for (const [model, names, byModel] of [
    [undefined, ['squeezenet1_1'], false],
    ['nudity', ['nudity'], false],
    [['nudity'], ['nudity'], true],
    [['nudity', 'squeezenet1_1'], ['nudity', 'squeezenet1_1'], true],
  ] as const) {
    const request = parse({ image_url: 'http://a/', model });
    t.deepEqual(
      request.models.map(({ name }) => name),
      [...names],
    );
    t.is(request.byModel, byModel);
  }
});

test('the schema can be written as JSON Schema', (t) => {
  t.like(z.toJSONSchema(CLASSIFY_IMAGE_FORM.byUrl, { io: 'input' }), {
    properties: {
      image_url: { type: 'string' },
      top_k: { type: 'integer', minimum: 1, maximum: 1000 },
    },
    required: ['image_url'],
    additionalProperties: false,
  });
});
