import type { z } from 'zod';
import type { ServedModel } from '../../model/served-model.js';
import type { READINESS } from './health-schema.js';

/** The body of `GET /readyz`: every classifier process holds all the models. */
export function readinessBody(models: readonly ServedModel[]): z.output<typeof READINESS> {
  const rows = models.map(({ name, card }) => {
    const golden_images = card.golden?.predictions.length ?? 0;
    return [name, { status: 'ready', golden_images }] as const;
  });
  return { status: 'ready', models: Object.fromEntries(rows) };
}
