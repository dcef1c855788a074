import { idOf, methodBadge, operationSection } from './docs-operation.js';
import { paragraphs } from './docs-text.js';
import { byId, element } from './dom.js';
import { asServiceFailure, failureView } from './failure-view.js';
import { type Document, operationsOf, type Place, withoutReferences } from './openapi.js';
import { ask } from './service.js';

const DOCUMENT = { method: 'GET', path: '/openapi.json', headers: {} } as const;

async function show(): Promise<void> {
  const content = byId('operations', HTMLElement);
  try {
    const response = await ask(DOCUMENT);
    draw(withoutReferences((await response.json()) as Document), content);
  } catch (error) {
    content.replaceChildren(failureView(asServiceFailure(error), () => void show()));
  }
}

function draw(document: Document, content: HTMLElement): void {
  const places = operationsOf(document);
  byId('introduction', HTMLElement).replaceChildren(...paragraphs(document.info.description));
  byId('version', HTMLElement).textContent = `Version ${document.info.version}`;
  byId('contents', HTMLElement).replaceChildren(...places.map(contentsLine));
  content.replaceChildren(...places.map(operationSection));
  // The browser has looked for the section of the address before it was there.
  window.document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

function contentsLine(place: Place): HTMLElement {
  const link = element(
    'a',
    { href: `#${idOf(place)}` },
    methodBadge(place.method),
    ' ',
    place.path,
  );
  return element('li', {}, link);
}

void show();
