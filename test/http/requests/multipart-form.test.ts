import test from 'ava';
import fc from 'fast-check';
import { ServiceError } from '../../../src/errors.js';
import { parseMultipartForm } from '../../../src/http/requests/multipart-form.js';

const TYPE = 'multipart/form-data; boundary=B';
const part = (headers: string, content: string) => `--B\r\n${headers}\r\n\r\n${content}\r\n`;
const IMAGE_PART = part('Content-Disposition: form-data; name="image"; filename="a.png"', 'bytes');

function parse(body: string | Buffer, type = TYPE) {
  return parseMultipartForm(
    Buffer.from(Uint8Array.from(Buffer.from(body as string, 'latin1'))),
    type,
  );
}

const MALFORMED: [name: string, body: string | Buffer][] = [
  ['no boundary in the body', 'hello'],
  ['text before the first boundary', `hello\r\n${IMAGE_PART}--B--`],
  ['the wrong boundary', IMAGE_PART.replaceAll('--B', '--C') + '--C--'],
  ['no end', IMAGE_PART],
  ['no end of a part', '--B\r\nContent-Disposition: form-data; name="image"\r\n\r\nbytes'],
  ['no end of the headers', '--B\r\nContent-Disposition: form-data; name="image"'],
  ['headers that are too long', `--B\r\nX: ${'x'.repeat(9000)}\r\n\r\nbytes\r\n--B--`],
  ['headers that are no UTF-8', part('Content-Disposition: form-data; name="\xff"', 'x') + '--B--'],
  ['too many parts', IMAGE_PART.replace('image', 'model').repeat(33) + '--B--'],
  [
    'a text that is no UTF-8',
    part('Content-Disposition: form-data; name="model"', '\xff') + '--B--',
  ],
];
for (const [name, body] of MALFORMED)
  test(`${name} → invalid_request`, (t) => {
    const error = t.throws(() => parse(body), { instanceOf: ServiceError });
    t.is(error.code, 'invalid_request');
  });

for (const type of [
  'multipart/form-data',
  'multipart/form-data; boundary=',
  'multipart/form-data; boundary=""',
  'multipart/form-data; boundary="B ',
  `multipart/form-data; boundary=${'B'.repeat(71)}`,
  'multipart/form-data; boundary=\x00',
])
  test(`${JSON.stringify(type).slice(0, 60)} has no boundary`, (t) => {
    t.throws(() => parse(`${IMAGE_PART}--B--`, type), {
      message: 'the Content-Type multipart/form-data has no valid boundary',
    });
  });

for (const type of [
  'multipart/form-data; boundary="B"',
  'multipart/form-data; charset=utf-8; boundary=B',
  'multipart/form-data;boundary=B; charset=utf-8',
  'Multipart/Form-Data; BOUNDARY=B',
])
  test(`${type} is understood`, (t) => {
    t.is(parse(`${IMAGE_PART}--B--\r\n`, type).image?.toString(), 'bytes');
  });

const text = (name: string, content: string) =>
  part(`Content-Disposition: form-data; name="${name}"`, content);

test('a form may have 32 parts, and a text 65,536 bytes', (t) => {
  const { image, texts } = parse(`${text('model', 'a').repeat(31)}${IMAGE_PART}--B--`);
  t.is(image?.toString(), 'bytes');
  t.deepEqual(
    texts.get('model'),
    Array.from({ length: 31 }, () => 'a'),
  );
  const longest = 'x'.repeat(65_536);
  t.deepEqual(parse(`${text('model', longest)}--B--`).texts.get('model'), [longest]);
  t.throws(() => parse(`${text('model', `${longest}x`)}--B--`), {
    message: 'the form has a field "model" of more than 65536 bytes',
  });
});

test('what browsers send for empty inputs is left out', (t) => {
  const { image, texts } = parse(`${text('model', '')}${text('image', '')}--B--`);
  t.is(image, undefined);
  t.false(texts.has('model'));
});

test('an image may be empty if it has a file name, and need no name if it has content', (t) => {
  t.is(parse(`${IMAGE_PART.replace('bytes', '')}--B--`).image?.length, 0);
  t.is(parse(`${text('image', 'x')}--B--`).image?.toString(), 'x');
});

test('a text is taken as it is, with its byte order mark', (t) => {
  const body = `${text('model', '\xef\xbb\xbfa')}--B--`;
  t.deepEqual(parse(body).texts.get('model'), ['\uFEFFa']);
});

test('the image is a view of the body: it takes no memory of its own', (t) => {
  const body = Buffer.from(new Uint8Array(Buffer.from(`${IMAGE_PART}--B--`)));
  t.is(parseMultipartForm(body, TYPE).image?.buffer, body.buffer);
});

test('an image may hold lines that look like a boundary', (t) => {
  const content = '\r\n--A\r\n--\r\n-B\r\n\r\n';
  const body = part('Content-Disposition: form-data; name="image"', content) + '--B--';
  t.is(parse(body).image?.toString(), content);
});

test('any change to a form is a form or invalid_request, never another error', (t) => {
  const form = Buffer.from(
    part('Content-Disposition: form-data; name="top_k"', '5') +
      part('Content-Disposition: form-data; name="model"', 'a') +
      `${IMAGE_PART}--B--\r\n`,
  );
  const change = fc.record({
    at: fc.nat(form.length),
    cut: fc.nat(9),
    text: fc.uint8Array({ maxLength: 9 }),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      let body = form;
      for (const { at, cut, text } of changes)
        body = Buffer.concat([body.subarray(0, at), text, body.subarray(at + cut)]);
      try {
        parseMultipartForm(Buffer.from(new Uint8Array(body)), TYPE);
        return true;
      } catch (error) {
        return error instanceof ServiceError && error.code === 'invalid_request';
      }
    }),
    { seed: 1, numRuns: 2000 },
  );
  t.pass();
});
