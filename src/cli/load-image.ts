import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { ImageFetcher } from '../fetch/image-fetcher.js';
import { parseImageUrl } from '../fetch/image-url.js';
import { imageTooLarge, readBody } from '../fetch/read-stream.js';
import { noteOrigin } from '../inference/image-origin.js';
import { ByteGate } from './byte-gate.js';
import { fileFailure, unavailable } from './inputs/file-failure.js';
import type { Item } from './inputs/item.js';

/** Maximum bytes of images in memory, if the largest allowed image does not need more. */
const MAX_BYTES = 536_870_912;

/** An encoded image in memory. */
export interface LoadedImage {
  readonly bytes: Buffer;
  /** To be called when the image is not needed any more. */
  readonly release: () => void;
}

/** Loads images from files, URLs and standard input. */
export class ImageLoader {
  private readonly gate: ByteGate;

  /** @param maxBytes of one image */
  constructor(
    private readonly fetcher: ImageFetcher,
    private readonly maxBytes: number,
  ) {
    this.gate = new ByteGate(Math.max(MAX_BYTES, maxBytes));
  }

  /** @throws ServiceError as ImageFetcher does, `invalid_url`, `image_unavailable`, `image_too_large` */
  async load({ name, source }: Item, signal: AbortSignal): Promise<LoadedImage> {
    if (source.kind === 'failed') throw source.error;
    if (source.kind === 'file') return await this.readFile(name);
    return await this.within(this.maxBytes, () =>
      source.kind === 'url' ? this.fetch(name, signal) : this.readPipe(process.stdin),
    );
  }

  private async fetch(name: string, signal: AbortSignal): Promise<Buffer> {
    const url = parseImageUrl(name);
    const bytes = await this.fetcher.fetch(url, signal);
    noteOrigin(bytes, url);
    return bytes;
  }

  private async readPipe(stream: Readable): Promise<Buffer> {
    const bytes = await readBody(stream, undefined, this.maxBytes);
    if (bytes.length === 0) throw unavailable('standard input is empty');
    return bytes;
  }

  private async readFile(path: string): Promise<LoadedImage> {
    try {
      // A pipe in the place of a file would wait for its writer.
      const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
      try {
        const stat = await handle.stat();
        if (!stat.isFile()) throw unavailable('it is not a regular file');
        if (stat.size > this.maxBytes) throw imageTooLarge(this.maxBytes);
        if (stat.size === 0) throw unavailable('the file is empty');
        return await this.within(stat.size, async () => {
          const buffer = Buffer.allocUnsafeSlow(stat.size);
          const { bytesRead } = await handle.read(buffer, 0, stat.size, 0);
          return buffer.subarray(0, bytesRead);
        });
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw fileFailure(error);
    }
  }

  private async within(size: number, load: () => Promise<Buffer>): Promise<LoadedImage> {
    const release = await this.gate.take(size);
    try {
      return { bytes: await load(), release };
    } catch (error) {
      release();
      throw error;
    }
  }
}
