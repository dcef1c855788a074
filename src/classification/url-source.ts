import type { ImageFetcher } from '../fetch/image-fetcher.js';
import { noteOrigin } from '../inference/image-origin.js';
import type { Lease } from './byte-budget.js';
import type { ImageSource } from './image-source.js';

/** The image behind a URL. */
export class UrlSource implements ImageSource {
  readonly key: string;
  readonly reportedUrl: string;
  readonly fetched = true;

  /** @param url absolute, http or https, without credentials or fragment */
  constructor(
    private readonly url: URL,
    private readonly fetcher: ImageFetcher,
  ) {
    this.key = url.href;
    this.reportedUrl = url.href;
  }

  async load(signal: AbortSignal, reserve: Lease['reserve']): Promise<Uint8Array> {
    const image = await this.fetcher.fetch(this.url, signal, reserve);
    noteOrigin(image, this.url);
    return image;
  }
}
