import { byId } from './dom.js';
import type { ImageSource } from './image-source.js';

type Take = (sources: ImageSource[]) => void;

/** All ways in: choose, photograph, drop, paste, type an address. */
export function takeImages(take: Take): void {
  chooseFiles(take);
  drop(take);
  paste(take);
  typeAddress(take);
}

function chooseFiles(take: Take): void {
  for (const id of ['files', 'camera']) {
    const input = byId(id, HTMLInputElement);
    input.addEventListener('change', () => {
      take(fromFiles(input.files ?? []));
      // The same file can be chosen again.
      input.value = '';
    });
  }
}

function drop(take: Take): void {
  const zone = byId('drop', HTMLElement);
  // Anywhere on the page: a browser would open a file that misses the zone.
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    zone.classList.add('over');
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) zone.classList.remove('over');
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    takeFrom(event.dataTransfer, take);
  });
}

function paste(take: Take): void {
  document.addEventListener('paste', (event) => {
    const field = event.target instanceof HTMLInputElement;
    if (field && (event.clipboardData?.files.length ?? 0) === 0) return;
    if (takeFrom(event.clipboardData, take)) event.preventDefault();
  });
}

function typeAddress(take: Take): void {
  const input = byId('url', HTMLInputElement);
  const problem = byId('url-problem', HTMLElement);
  byId('address', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    const urls = addressesIn(input.value);
    problem.textContent =
      urls.length > 0
        ? ''
        : 'An address starts with http:// or https://, and ends with a space or nothing.';
    input.toggleAttribute('aria-invalid', urls.length === 0);
    if (urls.length === 0) return;
    take(urls.map((url) => ({ kind: 'url', url })));
    input.value = '';
  });
}

/** @returns whether there was anything to take */
function takeFrom(data: DataTransfer | null, take: Take): boolean {
  const files = fromFiles(data?.files ?? []);
  const urls = addressesIn(textOf(data));
  const sources = files.length > 0 ? files : urls.map((url) => ({ kind: 'url', url }) as const);
  if (sources.length > 0) take(sources);
  return sources.length > 0;
}

function fromFiles(files: Iterable<File>): ImageSource[] {
  return [...files].map((file) => ({ kind: 'file', file }));
}

/** The http and https URLs of a text, one a word. */
function addressesIn(text: string): string[] {
  return text.split(/\s+/).filter((word) => /^https?:\/\//i.test(word) && URL.canParse(word));
}

/** A dragged link is a list of URIs; what was copied is plain text. */
function textOf(data: DataTransfer | null): string {
  const texts = ['text/uri-list', 'text/plain'].map((type) => data?.getData(type) ?? '');
  return texts.find((text) => text !== '') ?? '';
}
