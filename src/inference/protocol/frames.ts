import type { Duplex } from 'node:stream';

/**
 * A message between the service and a child: the lengths of header and payload (uint32, little-endian),
 * the header as JSON, the payload's bytes. Node.js's own channel for child processes would copy an image
 * three times and cause garbage collections.
 */
export interface Frame {
  readonly header: unknown;
  readonly payload: Uint8Array;
}

const LENGTHS = 8;

/** Sends a frame. The payload is not copied, so it must not change afterwards. */
export function writeFrame(stream: Duplex, header: unknown, payload: Uint8Array): void {
  const json = Buffer.from(JSON.stringify(header));
  const lengths = Buffer.allocUnsafe(LENGTHS);
  lengths.writeUInt32LE(json.length, 0);
  lengths.writeUInt32LE(payload.length, 4);
  stream.cork();
  stream.write(lengths);
  stream.write(json);
  if (payload.length > 0) stream.write(payload);
  stream.uncork();
}

/**
 * Calls back for each frame that arrives.
 *
 * @param maxPayload maximum bytes of a payload; a frame that claims more destroys the stream
 */
export function readFrames(
  stream: Duplex,
  maxPayload: number,
  onFrame: (frame: Frame) => void,
): void {
  let part = new Part(LENGTHS);
  let header: unknown;
  let state: 'lengths' | 'header' | 'payload' = 'lengths';
  let payloadLength = 0;

  const finishPart = () => {
    const { bytes } = part;
    if (state === 'lengths') {
      payloadLength = bytes.readUInt32LE(4);
      if (payloadLength > maxPayload || bytes.readUInt32LE(0) > MAX_HEADER) {
        stream.destroy(new Error('a frame is larger than it may be'));
        return false;
      }
      state = 'header';
      part = new Part(bytes.readUInt32LE(0));
    } else if (state === 'header') {
      header = parseHeader(bytes);
      if (header === undefined) {
        stream.destroy(new Error('the header of a frame is not JSON'));
        return false;
      }
      state = 'payload';
      part = new Part(payloadLength);
    } else {
      state = 'lengths';
      part = new Part(LENGTHS);
      onFrame({ header, payload: bytes });
    }
    return true;
  };

  stream.on('data', (chunk: Buffer) => {
    let offset = 0;
    for (;;) {
      offset += part.fill(chunk, offset);
      if (!part.full) return;
      if (!finishPart()) return;
    }
  });
}

const MAX_HEADER = 1 << 16;

/** A compromised child may send anything. */
function parseHeader(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

/** A known number of bytes, which arrive in chunks. */
class Part {
  readonly bytes: Buffer;
  private filled = 0;

  constructor(length: number) {
    // Not from Node.js's shared pool: payloads are kept, and float32 arrays need alignment.
    this.bytes = Buffer.allocUnsafeSlow(length);
  }

  get full(): boolean {
    return this.filled === this.bytes.length;
  }

  /** @returns the number of bytes taken from the chunk */
  fill(chunk: Buffer, offset: number): number {
    const taken = chunk.copy(this.bytes, this.filled, offset);
    this.filled += taken;
    return taken;
  }
}
