import { createHash } from 'node:crypto';
import type { Lease } from './byte-budget.js';
import type { ImageSource } from './image-source.js';

/** An image that a client has sent. Its content identifies it, and the report does not show it. */
export class UploadSource implements ImageSource {
  readonly key: string;
  readonly reportedUrl = undefined;
  readonly fetched = false;

  /**
   * @param received holds the memory of the image until the work on it has its own lease
   * @param held bytes of memory that the image holds: all of its buffer, unless others share it
   */
  constructor(
    private readonly image: Buffer<ArrayBuffer>,
    private readonly received: Pick<Lease, 'release'>,
    private readonly held = image.buffer.byteLength,
  ) {
    this.key = `sha256:${createHash('sha256').update(image).digest('hex')}`;
  }

  load(_signal: AbortSignal, reserve: Lease['reserve']): Promise<Uint8Array> {
    // The work may outlive the request: another client may wait for the same image.
    this.received.release();
    reserve(this.held);
    return Promise.resolve(this.image);
  }
}
