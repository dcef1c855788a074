import test from 'ava';
import { isJson, parseJsonObject, requireUtf8 } from '../../../src/http/requests/json-body.js';

function parse(text: string): unknown {
  return parseJsonObject(Buffer.from(text));
}

for (const text of ['null', '[]', '[{"a":1}]', '"a"', '1', 'true'])
  test(`${text} is no JSON object`, (t) => {
    t.throws(() => parse(text), {
      code: 'invalid_request',
      message: 'the body must be a JSON object',
    });
  });

test('invalid UTF-8 and malformed JSON are told apart', (t) => {
  t.throws(() => parseJsonObject(Buffer.from('{"a":"\xff"}', 'latin1')), {
    code: 'invalid_json',
    message: 'the body is not valid UTF-8',
  });
  t.throws(() => parse('{'), { code: 'invalid_json', message: 'the body is not valid JSON' });
});

const nested = (depth: number) => `${'{"a":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`;

test('objects and lists may be 16 deep', (t) => {
  t.notThrows(() => parse(nested(16)));
  t.notThrows(() => parse(`{"a":${'['.repeat(15)}${']'.repeat(15)}}`));
  for (const text of [nested(17), `{"a":${'['.repeat(16)}${']'.repeat(16)}}`])
    t.throws(() => parse(text), {
      code: 'invalid_request',
      message: 'the JSON is nested deeper than 16',
    });
});

test('any number of them may follow one another', (t) => {
  const many = (text: string) => Array.from({ length: 40 }, () => text).join();
  t.deepEqual(Object.keys(parse(`{"a":[${many('{}')}],"b":[${many('[]')}]}`) as object), [
    'a',
    'b',
  ]);
});

test('a key must not come twice at the top, also behind what is nested', (t) => {
  for (const text of [
    '{"a":1,"a":2}',
    '{"a":1,"\\u0061":2}',
    '{"b":{},"a":1,"a":2}',
    '{"a":[],"b":[1],"a":2}',
    '{"a":{"c":"}"},"a":2}',
    '{"b":"","a":1,"a":2}',
    String.raw`{"b":"\"","a":1,"a":2}`,
    String.raw`{"b":"\\","a":1,"a":2}`,
  ])
    t.throws(() => parse(text), {
      code: 'invalid_request',
      message: 'the JSON has the same key more than once',
    });
  t.deepEqual(parse('{"a":{"b":1},"b":[{"a":1},{"a":2}]}'), {
    a: { b: 1 },
    b: [{ a: 1 }, { a: 2 }],
  });
});

test('__proto__ is no key at any depth', (t) => {
  for (const text of ['{"__proto__":1}', '{"a":[{"__proto__":1}]}', '{"a":{"_\\u005fproto__":1}}'])
    t.throws(() => parse(text), { message: 'the JSON has the key __proto__' });
  t.notThrows(() => parse('{"a":"__proto__","b":["__proto__:"]}'));
});

test('only JSON in UTF-8 is taken', (t) => {
  for (const type of ['application/json', 'Application/JSON ;a=b']) t.true(isJson(type));
  for (const type of ['application/jsonp', 'text/json', '']) t.false(isJson(type));
  for (const type of ['application/json', 'application/json; charset="UTF8"'])
    t.notThrows(() => {
      requireUtf8(type);
    });
  t.throws(
    () => {
      requireUtf8('application/json; charset=latin1');
    },
    { code: 'unsupported_media_type' },
  );
});
