import { element } from './dom.js';
import { type ImageSource, nameOf } from './image-source.js';
import type { PredictionsList } from './predictions-list.js';

/** The image of a card. The browser turns it as its Exif orientation says. */
export class Picture {
  readonly view = element('figure', { class: 'picture' });
  private readonly preview: string | undefined;

  constructor(
    private readonly source: ImageSource,
    readonly model: string | undefined,
  ) {
    this.preview = source.kind === 'file' ? URL.createObjectURL(source.file) : undefined;
    const frame = element('div', { class: 'frame' });
    if (this.preview !== undefined) {
      const image = element('img', { src: this.preview, alt: nameOf(source) });
      // Not every browser shows what the service can read.
      image.addEventListener('error', () => {
        image.replaceWith(this.placeholder());
      });
      frame.append(image);
    } else frame.append(this.placeholder());
    this.view.append(frame);
  }

  explain(_classification: string, _list: PredictionsList, _view: HTMLElement): Promise<void> {
    return Promise.resolve();
  }

  discard(): void {
    if (this.preview !== undefined) URL.revokeObjectURL(this.preview);
  }

  private placeholder(): HTMLElement {
    const words =
      this.source.kind === 'url' ? this.source.url : 'This browser cannot show this format.';
    return element('p', { class: 'no-preview' }, words);
  }
}
