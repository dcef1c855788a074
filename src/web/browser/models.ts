import { byId, element } from './dom.js';

/** The names of the models, from `GET /readyz`, which needs no key. The first is the default. */
async function modelNames(): Promise<string[]> {
  const response = await fetch('/readyz');
  const { models = {} } = (await response.json()) as { models?: Record<string, unknown> };
  return Object.keys(models);
}

/** Fills the choice of models. It is hidden if there is one only. */
export async function offerModels(): Promise<void> {
  const names = await modelNames().catch(() => []);
  const select = byId('model', HTMLSelectElement);
  select.replaceChildren(...names.map((name) => element('option', { value: name }, name)));
  byId('model-choice', HTMLElement).hidden = names.length < 2;
  byId('footer-model', HTMLElement).textContent =
    names.length > 0 ? `Served here: ${names.join(', ')}` : '';
}

/** The model that was chosen; undefined where there is nothing to choose. */
export function chosenModel(): string | undefined {
  const select = byId('model', HTMLSelectElement);
  return select.options.length > 1 ? select.value : undefined;
}
