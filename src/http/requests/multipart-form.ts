import { type MultipartPart, parseMultipart } from '@remix-run/multipart-parser';
import { ServiceError } from '../../errors.js';
import { quote } from './strict-object.js';

/** Bytes of the headers of one part: room for a long file name. */
const MAX_HEADER = 8192;
/** Bytes of a text field: room for the longest URL, percent-encoded. */
const MAX_TEXT = 65_536;
/** Parts of a form: the image, its options, several models. */
const MAX_PARTS = 32;
/** RFC 2046, 5.1.1: 1 to 70 characters, of which the last is no space. */
const BOUNDARY =
  /;\s*boundary\s*=\s*(?:"([\w'()+,\-./:=? ]{0,69}[\w'()+,\-./:=?])"|([\w'()+,\-./:=?]{1,70}))\s*(?:;|$)/i;

/** Name of the part that is the image. */
export const IMAGE_FIELD = 'image';

export interface MultipartForm {
  /** A view of the body; undefined without an image. */
  readonly image: Buffer<ArrayBuffer> | undefined;
  /** The values of each text field, in order; without empty ones, which browsers send for empty inputs. */
  readonly texts: ReadonlyMap<string, readonly string[]>;
}

/**
 * Parses a body of `multipart/form-data` (RFC 7578).
 *
 * @throws ServiceError `invalid_request`
 */
export function parseMultipartForm(body: Buffer<ArrayBuffer>, contentType: string): MultipartForm {
  const texts = new Map<string, string[]>();
  let image: Buffer<ArrayBuffer> | undefined;
  for (const { name, content, fileName } of parts(body, boundaryOf(contentType))) {
    if (name === IMAGE_FIELD) {
      // What browsers send when no file was chosen.
      if (content.length === 0 && !fileName) continue;
      if (image !== undefined) throw invalid('has more than one image');
      image = content;
    } else if (content.length > 0) {
      const values = texts.get(name) ?? [];
      values.push(textOf(name, content));
      texts.set(name, values);
    }
  }
  return { image, texts };
}

interface Part {
  readonly name: string;
  readonly content: Buffer<ArrayBuffer>;
  readonly fileName: string | undefined;
}

function parts(body: Buffer<ArrayBuffer>, boundary: string): Part[] {
  const bounds = {
    boundary,
    maxHeaderSize: MAX_HEADER,
    maxFileSize: body.length,
    maxTotalSize: body.length,
    maxParts: MAX_PARTS,
  };
  try {
    return Array.from(parseMultipart(body, bounds), partOf);
  } catch (cause) {
    // Also what is no UTF-8 in the headers of a part.
    throw new ServiceError('invalid_request', 'the body is not valid multipart/form-data', {
      cause,
    });
  }
}

/** A body that is parsed in one piece has the content of a part in one piece, or none. */
function partOf(part: MultipartPart): Part {
  const [content = Buffer.alloc(0)] = part.content as Buffer<ArrayBuffer>[];
  return { name: part.name ?? '', content, fileName: part.filename };
}

function boundaryOf(contentType: string): string {
  const match = BOUNDARY.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined)
    throw new ServiceError(
      'invalid_request',
      'the Content-Type multipart/form-data has no valid boundary',
    );
  return boundary;
}

function textOf(name: string, content: Buffer): string {
  if (content.length > MAX_TEXT)
    throw invalid(`has a field ${quote(name)} of more than ${MAX_TEXT} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw invalid(`has a field ${quote(name)} that is not valid UTF-8`);
  }
}

function invalid(what: string): ServiceError {
  return new ServiceError('invalid_request', `the form ${what}`);
}
