import { deflateSync } from 'node:zlib';
import test from 'ava';
import { PngMetadata } from '../../../../src/inference/child/decode/png-orientation.js';

const PACKET = 'tiff:Orientation="6"';
/** Pillow's MAX_TEXT_CHUNK: a text that inflates to more is none. */
const MAX_TEXT = 1_048_576;

/** The orientation in a compressed international text, padded to a length. */
function orientationIn(length: number): number {
  const metadata = new PngMetadata();
  const head = Buffer.from('XML:com.adobe.xmp\0\x01\0\0\0', 'latin1');
  const text = deflateSync(Buffer.from(PACKET.padEnd(length)));
  metadata.add('iTXt', Buffer.concat([head, text]));
  return metadata.orientation;
}

test('a compressed text counts up to 1 MiB', (t) => {
  t.is(orientationIn(MAX_TEXT), 6);
  t.is(orientationIn(MAX_TEXT + 1), 1);
});
