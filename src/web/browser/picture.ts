import { drawMap } from './activation-map.js';
import { element } from './dom.js';
import type { Explanation } from './explanation.js';
import { type ImageSource, nameOf } from './image-source.js';
import { opacitySlider } from './map-controls.js';

/** The image of a card, upright as its Exif orientation says, and the map over it. */
export class Picture {
  readonly view = element('figure', { class: 'picture' });
  private readonly frame = element('div', { class: 'frame' });
  private readonly canvas = element('canvas', { 'aria-hidden': 'true' });
  private readonly image = element('img');
  private url: string | undefined;
  private slider: HTMLElement | undefined;

  constructor(source: ImageSource) {
    this.image.alt = nameOf(source);
    this.view.append(this.frame);
    // Not every browser shows what the service can read.
    this.image.addEventListener('error', () => {
      this.frame.replaceChildren(placeholder('This browser cannot show this format.'));
    });
    if (source.kind === 'file') this.show(source.file);
    else this.frame.append(placeholder(source.url));
  }

  /** Whether there is a picture to draw a map on. */
  get shown(): boolean {
    return this.url !== undefined;
  }

  /** Shows an encoded image. */
  show(image: Blob): void {
    this.discard();
    this.url = URL.createObjectURL(image);
    this.image.src = this.url;
    this.frame.replaceChildren(element('div', { class: 'layers' }, this.image, this.canvas));
  }

  /** Draws a map over the picture, with a slider below. */
  async showMap({ map }: Explanation): Promise<void> {
    await this.image.decode().catch(() => undefined);
    const { naturalWidth, naturalHeight } = this.image;
    if (naturalHeight === 0) return;
    drawMap(this.canvas, map, naturalWidth / naturalHeight);
    this.slider ??= this.addSlider();
  }

  private addSlider(): HTMLElement {
    const slider = opacitySlider(this.image, this.canvas);
    this.frame.after(slider);
    return slider;
  }

  /** Lets go of the image's bytes. */
  discard(): void {
    if (this.url !== undefined) URL.revokeObjectURL(this.url);
    this.url = undefined;
  }
}

function placeholder(words: string): HTMLElement {
  return element('p', { class: 'no-preview' }, words);
}
