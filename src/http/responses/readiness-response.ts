import type { ServedModel } from '../../model/served-model.js';

interface ModelReadiness {
  readonly status: 'ready';
  /** Golden images that the start has checked the model with; 0 if the card has none. */
  readonly golden_images: number;
}

/** The body of `GET /readyz`: every classifier process holds all the models. */
export function readinessBody(models: readonly ServedModel[]): {
  status: 'ready';
  models: Record<string, ModelReadiness>;
} {
  const rows = models.map(({ name, card }) => {
    const golden_images = card.golden?.predictions.length ?? 0;
    return [name, { status: 'ready', golden_images }] as const;
  });
  return { status: 'ready', models: Object.fromEntries(rows) };
}
