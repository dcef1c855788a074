import 'reflect-metadata';
import { Validator } from '@seriousme/openapi-schema-validator';
import test from 'ava';
import { STATUS_OF_CODE } from '../../src/errors.js';
import { OPERATIONS } from '../../src/http/openapi/operations.js';
import { ROUTE, type Route } from '../../src/http/route.js';
import { ApiDocument } from '../helpers/openapi/api-document.js';
import { startFakeService } from '../helpers/service.js';

type Json = Record<string, unknown>;

async function documentOf(url: string): Promise<Json> {
  return (await (await fetch(`${url}/openapi.json`)).json()) as Json;
}

/** Every value of a document under a key, with its place. */
function* valuesOf(value: unknown, key: string, place = ''): Generator<[string, unknown]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    const at = `${place}/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`;
    if (name === key) yield [at, inner];
    yield* valuesOf(inner, key, at);
  }
}

test('the document is valid OpenAPI 3.1', async (t) => {
  const { service, url } = await startFakeService();
  t.teardown(() => service.stop());
  const validator = new Validator();
  const { valid, errors } = await validator.validate(await documentOf(url));
  t.true(valid, JSON.stringify(errors));
  t.is(validator.version, '3.1');
});

test('every route is in the document, and nothing else', async (t) => {
  let routes: Route[] = [];
  const { service, url } = await startFakeService(
    {},
    {
      override: (container) => {
        routes = container.resolveAll<Route>(ROUTE);
      },
    },
  );
  t.teardown(() => service.stop());
  const registered: string[] = [];
  for (const route of routes)
    route.register({
      get: (path) => registered.push(`get ${path} ${route.access}`),
      post: (path) => registered.push(`post ${path} ${route.access}`),
    });
  const api = registered.filter((route) => !/^get (\/|\/docs|\/assets\/.*) open$/.test(route));
  const { paths } = (await documentOf(url)) as { paths: Record<string, object> };
  t.deepEqual(
    Object.entries(paths).flatMap(([path, item]) => Object.keys(item).map((m) => `${m} ${path}`)),
    OPERATIONS.map(({ method, path }) => `${method} ${path}`),
  );
  t.deepEqual(
    api.map((route) => route.replace(/:(\w+)/g, '{$1}')).sort(),
    OPERATIONS.map(({ method, path, access }) => `${method} ${path} ${access}`).sort(),
  );
});

test('every example is as its schema says', async (t) => {
  const { service, url } = await startFakeService();
  t.teardown(() => service.stop());
  const document = await documentOf(url);
  const api = new ApiDocument(document);
  let examples = 0;
  for (const [place, values] of valuesOf(document['paths'], 'examples', '/paths'))
    for (const { value } of Object.values(values as Record<string, { value: unknown }>)) {
      examples++;
      t.is(api.schemaProblem(place.replace(/examples$/, 'schema'), value), undefined, place);
    }
  t.true(examples >= 8);
});

test('every reference leads to something, and no schema names a dialect or a place', async (t) => {
  const { service, url } = await startFakeService();
  t.teardown(() => service.stop());
  const document = await documentOf(url);
  const api = new ApiDocument(document);
  for (const [place, reference] of valuesOf(document, '$ref'))
    t.not(api.at(String(reference).slice(1)), undefined, `${place}: ${String(reference)}`);
  for (const key of ['$schema', '$id', '$defs']) t.deepEqual([...valuesOf(document, key)], []);
});

test('every error code is in the document, with its status', async (t) => {
  const { service, url } = await startFakeService();
  t.teardown(() => service.stop());
  const { paths } = (await documentOf(url)) as { paths: Json };
  const found = new Map<string, Set<number>>();
  for (const [place, schema] of valuesOf(paths, 'code')) {
    const status = Number(/\/responses\/(\d+)\//.exec(place)?.[1]);
    const { enum: codes = [] } = schema as { enum?: string[] };
    for (const code of codes) found.set(code, (found.get(code) ?? new Set()).add(status));
  }
  const expected: Record<string, number> = { ...STATUS_OF_CODE, internal_error: 500 };
  for (const [code, statuses] of found) t.deepEqual([...statuses], [expected[code]], code);
  // These answer where there is no operation.
  for (const code of ['not_found', 'method_not_allowed']) Reflect.deleteProperty(expected, code);
  t.deepEqual([...found.keys()].sort(), Object.keys(expected).sort());
});

test("model is one of the service's models", async (t) => {
  const { service, url } = await startFakeService({}, { otherModels: ['nudity'] });
  t.teardown(() => service.stop());
  const api = new ApiDocument(await documentOf(url));
  const request = '/components/schemas/ClassifyImageRequest';
  for (const model of ['nudity', ['squeezenet1_1', 'nudity']])
    t.is(api.schemaProblem(request, { image_url: 'http://a/', model }), undefined);
  for (const model of ['dogs', [], ['nudity', 'nudity'], ['dogs']])
    t.not(api.schemaProblem(request, { image_url: 'http://a/', model }), undefined);
  const explain = '/components/schemas/ExplainImageRequest';
  t.is(api.schemaProblem(explain, { image_url: 'http://a/', model: 'nudity' }), undefined);
  for (const model of ['dogs', ['nudity']])
    t.not(api.schemaProblem(explain, { image_url: 'http://a/', model }), undefined);
});

test('whoever has the document gets 304, whatever the keys', async (t) => {
  const { service, url } = await startFakeService({ API_KEYS: 'ci:hush-hush-0123456789' });
  t.teardown(() => service.stop());
  const first = await fetch(`${url}/openapi.json`);
  t.is(first.status, 200);
  t.is(first.headers.get('content-type'), 'application/json; charset=utf-8');
  t.is(first.headers.get('cache-control'), 'no-cache');
  t.is(first.headers.get('x-content-type-options'), 'nosniff');
  const etag = String(first.headers.get('etag'));
  t.regex(etag, /^"[\w-]{22}"$/);
  const ask = async (tag: string) => {
    const response = await fetch(`${url}/openapi.json`, { headers: { 'If-None-Match': tag } });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const { status, text, headers } = await ask(tag);
    t.is(status, 304, tag);
    t.is(text, '');
    t.is(headers.get('etag'), etag);
  }
  t.is((await ask('"other"')).status, 200);
});

test('the document says whether a key is needed', async (t) => {
  for (const [environment, optional] of [
    [{}, true],
    [{ API_KEYS: 'ci:hush-hush-0123456789' }, false],
  ] as const) {
    const { service, url } = await startFakeService(environment);
    t.teardown(() => service.stop());
    const { paths } = (await documentOf(url)) as {
      paths: Record<string, Record<string, { security: object[] }>>;
    };
    const { security } = paths['/report']?.['get'] ?? { security: [] };
    t.is(security.length, optional ? 3 : 2);
    t.deepEqual(paths['/livez']?.['get']?.security, []);
  }
});

test('an answer that is not as the document says is found', async (t) => {
  const { service, url } = await startFakeService();
  t.teardown(() => service.stop());
  const api = new ApiDocument(await documentOf(url));
  const good = {
    method: 'POST',
    path: '/classify-image?top_k=1',
    status: 200,
    contentType: 'application/json; charset=utf-8',
    body: '{"classification":"a","confidence":"1.000","processing_time":"0.000"}',
  };
  const refused = { ...good, status: 422, body: '{"error":{"code":"not_an_image","message":""}}' };
  t.is(api.problem(good), undefined);
  t.is(api.problem(refused), undefined);
  t.is(api.problem({ ...refused, path: '/x', status: 404, body: error('not_found') }), undefined);
  for (const bad of [
    { ...good, body: good.body.replace('1.000', '1') },
    { ...good, body: good.body.replace('}', ',"more":1}') },
    { ...good, status: 201 },
    { ...good, contentType: 'text/plain' },
    { ...refused, body: error('overloaded') },
    { ...refused, status: 418 },
    { ...refused, path: '/x', status: 404, body: error('new_code') },
    { ...refused, path: '/x', status: 500, body: error('internal_error') },
  ])
    t.not(api.problem(bad), undefined, JSON.stringify(bad));
});

function error(code: string): string {
  return JSON.stringify({ error: { code, message: 'what happened' } });
}
