import 'reflect-metadata';
import test from 'ava';
import { Metrics } from '../src/telemetry/metrics/metrics.js';
import { addBuild } from '../src/service-metrics.js';
import { fakeModels } from './helpers/service.js';

test('the weights are those of the golden predictions, else of the card, else unknown', async (t) => {
  const [model] = (await fakeModels([])).all;
  const { golden, weights } = model.card;
  const source = { ...weights, sha256: 'c'.repeat(64) };
  const unknown = { ...weights, sha256: undefined };
  for (const [card, expected] of [
    [{ ...model.card, weights: source }, golden?.weightsSha256],
    [{ ...model.card, weights: source, golden: undefined }, source.sha256],
    [{ ...model.card, weights: unknown, golden: undefined }, 'unknown'],
  ] as const) {
    const metrics = new Metrics();
    addBuild(metrics, [{ ...model, card }]);
    const [, sha256] = /weights_sha256="([^"]*)"/.exec(await metrics.text()) ?? [];
    t.is(sha256, expected);
  }
});
