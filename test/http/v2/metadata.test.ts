import test from 'ava';
import { bodyOf, exchange } from '../../helpers/raw-http.js';
import { startFakeService } from '../../helpers/service.js';
import { infer, IMAGE_MODEL, imageInput } from './ask.js';

type Running = Awaited<ReturnType<typeof startFakeService>>;

async function get({ url }: Running, path: string, headers: Record<string, string> = {}) {
  const response = await fetch(url + path, { headers });
  return { status: response.status, body: await response.json() };
}

test('the server says what it can do, and no more', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const { status, body } = await get(running, '/v2');
  t.is(status, 200);
  t.like(body, {
    name: 'image-classifier-api',
    extensions: ['binary_tensor_data', 'classification', 'model_configuration'],
  });
});

test('health follows the readiness of the service', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const ready = ['/v2/health/ready', '/v2/models/squeezenet1_1/ready'];
  t.deepEqual(await get(running, '/v2/health/live'), { status: 200, body: { live: true } });
  t.deepEqual(await get(running, ready[0] ?? ''), { status: 200, body: { ready: true } });
  for (const path of [
    '/v2/models/squeezenet1_1/ready',
    '/v2/models/squeezenet1_1/versions/1/ready',
  ])
    t.deepEqual(await get(running, path), {
      status: 200,
      body: { name: 'squeezenet1_1', ready: true },
    });
  running.classifier.ready = false;
  for (const path of ready)
    t.deepEqual(await get(running, path), {
      status: 503,
      body: { error: 'the service takes no requests at the moment' },
    });
  t.is((await get(running, '/v2/health/live')).status, 200);
});

test('a model takes tensors by its own name, and encoded images by another', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const outputs = [{ name: 'probabilities', datatype: 'FP32', shape: [-1, 4] }];
  for (const version of ['', '/versions/1']) {
    t.deepEqual((await get(running, `/v2/models/squeezenet1_1${version}`)).body, {
      name: 'squeezenet1_1',
      versions: ['1'],
      platform: 'tensorflow_tfjs',
      inputs: [
        {
          ...{ name: 'input', datatype: 'UINT8', shape: [-1, 227, 227, 3] },
          parameters: { layout: 'NHWC', channels: 'RGB', minimum: 0, maximum: 255 },
        },
      ],
      outputs,
    });
    t.deepEqual((await get(running, `/v2/models/squeezenet1_1_image${version}`)).body, {
      name: 'squeezenet1_1_image',
      versions: ['1'],
      platform: 'tensorflow_tfjs',
      inputs: [
        {
          ...{ name: 'image', datatype: 'BYTES', shape: [-1, 1] },
          parameters: { content_type: 'base64' },
        },
      ],
      outputs,
    });
  }
});

test("a model's config is as Triton's clients read it", async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const output = [{ name: 'probabilities', data_type: 'TYPE_FP32', dims: [4], label_filename: '' }];
  for (const version of ['', '/versions/1']) {
    const tensors = await get(running, `/v2/models/squeezenet1_1${version}/config`);
    t.like(tensors.body, {
      name: 'squeezenet1_1',
      max_batch_size: 32,
      input: [
        {
          ...{ name: 'input', data_type: 'TYPE_UINT8', format: 'FORMAT_NHWC' },
          dims: [227, 227, 3],
        },
      ],
      output,
      parameters: {
        resize: { string_value: '{"mode":"warp","width":256,"height":256}' },
        resampling: { string_value: 'bilinear-antialias' },
        crop: { string_value: '{"width":227,"height":227}' },
      },
    });
    t.like((await get(running, `/v2/models/squeezenet1_1_image${version}/config`)).body, {
      name: 'squeezenet1_1_image',
      max_batch_size: 32,
      input: [{ name: 'image', data_type: 'TYPE_STRING', format: 'FORMAT_NONE', dims: [1] }],
      output,
    });
  }
});

test('a model or a version that there is not → 404, in the form of the protocol', async (t) => {
  const running = await startFakeService({}, { otherModels: ['nudity'] });
  t.teardown(() => running.service.stop());
  const models = 'squeezenet1_1, squeezenet1_1_image, nudity, nudity_image';
  for (const end of ['', '/config', '/ready']) {
    t.deepEqual(await get(running, `/v2/models/dogs${end}`), {
      status: 404,
      body: { error: `unknown model "dogs": the models are ${models}` },
    });
    t.deepEqual(await get(running, `/v2/models/nudity/versions/2${end}`), {
      status: 404,
      body: { error: 'unknown version "2": every model has only version 1' },
    });
  }
  for (const name of ['dogs', '_image', 'nudity_image_image', '%00', '%E0%A4%A', '__proto__'])
    t.is((await infer(running, name, { inputs: [imageInput('a')] })).status, 404, name);
  t.is((await infer(running, 'nudity/versions/2', {})).status, 404);
  t.is(
    (await infer(running, 'nudity_image/versions/1', { inputs: [imageInput('a')] })).status,
    200,
  );
});

test('a model that is itself named so goes before the one for images', async (t) => {
  const running = await startFakeService({}, { otherModels: ['squeezenet1_1_image'] });
  t.teardown(() => running.service.stop());
  const { body } = await get(running, '/v2/models/squeezenet1_1_image');
  t.like(body, { inputs: [{ name: 'input' }] });
});

test('all errors below /v2 have the form of the protocol, and only those', async (t) => {
  const running = await startFakeService();
  t.teardown(() => running.service.stop());
  const errorOf = async (path: string, method = 'GET') => {
    const response = await fetch(running.url + path, { method });
    return {
      status: response.status,
      error: ((await response.json()) as { error: unknown }).error,
    };
  };
  t.is(typeof (await errorOf('/v2/nothing')).error, 'string');
  t.is(typeof (await errorOf('/v2/', 'POST')).error, 'string');
  const method = await errorOf(`/v2/models/${IMAGE_MODEL}/infer`);
  t.is(method.status, 405);
  t.is(typeof method.error, 'string');
  t.is(typeof (await errorOf('/v2x')).error, 'object');
  t.is(typeof (await errorOf('/v20/models')).error, 'object');
});

test('a request that does not arrive in time has an answer in the form of the protocol', async (t) => {
  const limits = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20 };
  const running = await startFakeService({}, { limits });
  t.teardown(() => running.service.stop());
  const head = `POST /v2/models/${IMAGE_MODEL}/infer?a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9`;
  const response = await exchange(running.service.port, `${head}\r\n\r\n{`);
  t.regex(response, /^HTTP\/1\.1 408 /);
  t.deepEqual(bodyOf(response), { error: 'the request did not arrive in time' });
});

test('with keys, health is open and all else asks for the scope classify', async (t) => {
  const keys = 'ci:hush-hush-0123456789';
  const running = await startFakeService({ API_KEYS: keys });
  t.teardown(() => running.service.stop());
  const paths = ['/v2', '/v2/models/squeezenet1_1', '/v2/models/squeezenet1_1/config'];
  for (const path of ['/v2/health/live', '/v2/health/ready'])
    t.is((await get(running, path)).status, 200);
  for (const path of [...paths, '/v2/models/squeezenet1_1/ready', '/v2/models/dogs']) {
    const { status, body } = await get(running, path);
    t.is(status, 401, path);
    t.regex((body as { error: string }).error, /^an API key is needed/);
  }
  t.is((await infer(running, IMAGE_MODEL, { inputs: [imageInput('a')] })).status, 401);
  const key = { 'X-API-Key': 'hush-hush-0123456789' };
  for (const path of paths) t.is((await get(running, path, key)).status, 200);
  t.is((await infer(running, IMAGE_MODEL, { inputs: [imageInput('a')] }, key)).status, 200);
});
