import { fieldTable, parameterTable } from './docs-schema.js';
import { paragraphs, phrase } from './docs-text.js';
import { TryForm } from './docs-try.js';
import { element } from './dom.js';
import type { Answer, Place } from './openapi.js';

/** The id of an operation's section. */
export function idOf({ method, path }: Place): string {
  return `${method}${path}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '');
}

/** All about an operation: what it takes, what it answers, and a form to try it. */
export function operationSection(place: Place): HTMLElement {
  const { method, path, operation } = place;
  const id = idOf(place);
  const title = element(
    'h2',
    { id: `${id}-title` },
    methodBadge(method),
    ' ',
    element('code', {}, path),
  );
  const bodies = Object.entries(operation.requestBody?.content ?? {});
  return element(
    'section',
    { id, class: 'operation', 'aria-labelledby': `${id}-title`, tabindex: '-1' },
    title,
    ...(operation.summary === undefined
      ? []
      : [element('p', { class: 'summary' }, ...phrase(operation.summary))]),
    ...paragraphs(operation.description),
    ...parameterTable(operation.parameters ?? [], 'Parameters'),
    ...bodies.flatMap(([type, { schema }]) => fieldTable(schema, `Body, ${type}`)),
    element('h3', {}, 'Answers'),
    element('dl', { class: 'answers' }, ...Object.entries(operation.responses).flatMap(answerRow)),
    element('details', {}, element('summary', {}, 'Try it'), new TryForm(place, id).view),
  );
}

export function methodBadge(method: string): HTMLElement {
  return element('span', { class: 'method', 'data-method': method }, method);
}

function answerRow([status, { description = '' }]: [string, Answer]): HTMLElement[] {
  return [
    element('dt', {}, element('code', {}, status)),
    element('dd', {}, ...phrase(description)),
  ];
}
