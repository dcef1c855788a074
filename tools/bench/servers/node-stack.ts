/**
 * A child process: the same service as usually built with Node.js. Koa, axios, sharp and onnxruntime in
 * one process, a cache, a report. Its argument is the variant.
 */
import Router from '@koa/router';
import axios from 'axios';
import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import NodeCache from 'node-cache';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { MODEL } from '../paths.js';
import { NodeClassifier, type Variant } from './node-classifier.js';
import { sayPort } from './say-port.js';

interface Answer {
  readonly classification: string;
  readonly confidence: string;
}

/** One URL's times, in seconds. */
interface Statistics {
  readonly requests: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
}

const labels = JSON.parse(readFileSync(`${MODEL}/../labels/imagenet-1k.json`, 'utf8')) as [
  string,
  string,
][];
const classifier = await NodeClassifier.load(process.argv[2] as Variant);
const cache = new NodeCache({ stdTTL: 3600 });
const statistics = new Map<string, Statistics>();

async function classify(url: string): Promise<Answer> {
  const known = cache.get<Answer>(url);
  if (known !== undefined) return known;
  const { data } = await axios.get<Buffer>(url, { responseType: 'arraybuffer' });
  const probabilities = await classifier.classify(data);
  let best = 0;
  for (let i = 1; i < probabilities.length; i++)
    if ((probabilities[i] ?? 0) > (probabilities[best] ?? 0)) best = i;
  const answer = {
    classification: labels[best]?.[1] ?? '',
    confidence: (probabilities[best] ?? 0).toFixed(3),
  };
  cache.set(url, answer);
  return answer;
}

function count(url: string, seconds: number): void {
  const past = statistics.get(url);
  statistics.set(url, {
    requests: (past?.requests ?? 0) + 1,
    min: Math.min(past?.min ?? Infinity, seconds),
    max: Math.max(past?.max ?? 0, seconds),
    sum: (past?.sum ?? 0) + seconds,
  });
}

function report(): object {
  const mostRequested = [...statistics].sort((a, b) => b[1].requests - a[1].requests).slice(0, 10);
  return Object.fromEntries(
    mostRequested.map(([url, { requests, min, max, sum }]) => [
      url,
      {
        num_requested: requests,
        processing_time_min: min,
        processing_time_max: max,
        processing_time_mean: sum / requests,
      },
    ]),
  );
}

const app = new Koa();
const router = new Router();
router.post('/classify-image', async (context) => {
  const start = performance.now();
  const { image_url: url } = context.request.body as { image_url: string };
  const answer = await classify(url);
  const seconds = (performance.now() - start) / 1000;
  count(url, seconds);
  context.body = { ...answer, processing_time: seconds.toFixed(3) };
});
router.get('/report', (context) => {
  context.body = report();
});
app.use(bodyParser()).use(router.routes()).use(router.allowedMethods());

const handle = app.callback();
sayPort(createServer((request, response) => void handle(request, response)));
