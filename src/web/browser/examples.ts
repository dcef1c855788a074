import { byId } from './dom.js';
import type { ImageSource } from './image-source.js';

/** The example images: each is uploaded as if it had been chosen. */
export function offerExamples(take: (sources: ImageSource[]) => void): void {
  for (const made of byId('examples', HTMLElement).querySelectorAll('button'))
    made.addEventListener('click', () => {
      void loadExample(made.dataset['file'] ?? '').then((file) => {
        take([{ kind: 'file', file }]);
      });
    });
}

/** An example image as a file. @param name of a file among the page's own */
export async function loadExample(name: string): Promise<File> {
  const blob = await (await fetch(`/assets/${name}`)).blob();
  return new File([blob], name, { type: blob.type });
}
