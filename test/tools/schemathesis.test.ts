import test from 'ava';
import { type Answer, type Document, judge } from '../../tools/schemathesis/judge.js';

const DOCUMENT: Document = {
  paths: {
    '/classify-image': {
      post: {
        requestBody: { content: { 'application/json': {}, 'image/*': {} } },
        responses: { 200: { content: { 'application/json': {} } }, 422: {} },
      },
    },
    '/livez': { get: { responses: { 200: { content: { 'application/json': {} } } } } },
  },
};

const JSON_TYPE = 'application/json; charset=utf-8';
const LIVE: Answer = {
  operation: 'GET /livez',
  method: 'GET',
  bodyType: null,
  status: 200,
  answerType: JSON_TYPE,
  useful: true,
};
const BY_URL: Answer = {
  operation: 'POST /classify-image',
  method: 'POST',
  bodyType: 'application/json',
  status: 200,
  answerType: JSON_TYPE,
  useful: true,
};
const RAW = { ...BY_URL, bodyType: 'image/png' };
const GOOD = [LIVE, BY_URL, RAW];

test('a run in which everything was seen to succeed is without faults', (t) => {
  t.deepEqual(judge(DOCUMENT, GOOD), []);
  t.deepEqual(judge(DOCUMENT, [...GOOD, { ...RAW, status: 422 }]), []);
});

test('an operation, a body or an answer that was never seen to succeed is a fault', (t) => {
  t.deepEqual(judge(DOCUMENT, [BY_URL, RAW]), [
    'GET /livez never succeeded',
    'GET /livez never answered with application/json',
  ]);
  t.deepEqual(judge(DOCUMENT, [LIVE, BY_URL, { ...RAW, status: 422 }]), [
    'POST /classify-image never succeeded with a body of image/*',
  ]);
  t.deepEqual(judge(DOCUMENT, [{ ...LIVE, answerType: 'text/plain' }, BY_URL, RAW]), [
    'GET /livez never answered with application/json',
  ]);
});

test('an answer of status 200 that has nothing is no success', (t) => {
  const [first] = judge(DOCUMENT, [{ ...LIVE, useful: false }, BY_URL, RAW]);
  t.is(first, 'GET /livez never succeeded');
});

test('the success of another method is none of the operation’s', (t) => {
  const [first] = judge(DOCUMENT, [{ ...LIVE, method: 'HEAD' }, BY_URL, RAW]);
  t.is(first, 'GET /livez never succeeded');
});

test('a status that is not in the document is a fault, and so is a failure of the service', (t) => {
  t.deepEqual(judge(DOCUMENT, [...GOOD, { ...LIVE, status: 404 }]), [
    'GET /livez answered 404, which is not in the document',
  ]);
  const broken = { ...RAW, method: 'PUT', status: 500 };
  t.deepEqual(judge(DOCUMENT, [...GOOD, broken]), ['POST /classify-image answered 500']);
  t.deepEqual(judge(DOCUMENT, [...GOOD, { ...broken, status: 503 }]), []);
});
