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
    ...success(operation.responses['200']),
    folded('Errors', errorList(operation.responses)),
    folded('Try it', new TryForm(place, id).view),
  );
}

export function methodBadge(method: string): HTMLElement {
  return element('span', { class: 'method', 'data-method': method }, method);
}

/** What the answer is, with an example. */
function success(answer: Answer | undefined): HTMLElement[] {
  if (answer === undefined) return [];
  const { description = '', content = {} } = answer;
  const examples = Object.values(content).flatMap(({ examples = {} }) => Object.values(examples));
  return [
    element('h3', {}, 'Answer'),
    element('p', {}, ...phrase(description)),
    ...examples.map(({ value }) =>
      element(
        'pre',
        { tabindex: '0', 'aria-label': 'Example of an answer' },
        JSON.stringify(value, undefined, 2),
      ),
    ),
  ];
}

function errorList(responses: Readonly<Record<string, Answer>>): HTMLElement {
  const errors = Object.entries(responses).filter(([status]) => status !== '200');
  const rows = errors.flatMap(([status, { description = '' }]) => [
    element('dt', {}, element('code', {}, status)),
    element('dd', {}, ...phrase(description)),
  ]);
  return element('dl', { class: 'answers' }, ...rows);
}

function folded(summary: string, content: HTMLElement): HTMLElement {
  return element('details', {}, element('summary', {}, summary), content);
}
