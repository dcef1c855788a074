import { ServiceError } from '../../errors.js';
import { imageTooLarge } from '../../fetch/read-stream.js';
import type { Reserve } from '../../growing-buffer.js';
import type { Context } from '../context.js';
import { isJson, readJsonObject } from './json-body.js';
import { IMAGE_FIELD, type MultipartForm, parseMultipartForm } from './multipart-form.js';
import type { FromText } from './option-text.js';
import { quote } from './strict-object.js';
import { readUpload } from './upload-body.js';

/** Bytes of a form beside its image: boundaries, headers, text fields. */
const FORM_ALLOWANCE = 65_536;

/** The body of a request about one image. */
export interface Received {
  /** Undefined if the request names an image by its URL. */
  readonly image: Buffer<ArrayBuffer> | undefined;
  /** All else, as in JSON: not yet validated. */
  readonly fields: Record<string, unknown>;
}

/** Reads the body of a request about one image, in any of its forms. */
export class ImageReceiver {
  /** @param maxBytes of an image */
  constructor(private readonly maxBytes: number) {}

  /** @param options that a form may have as text */
  async receive(
    ctx: Context,
    options: Readonly<Record<string, FromText>>,
    reserve: Reserve,
  ): Promise<Received> {
    const type = ctx.get('content-type');
    if (isJson(type)) return { image: undefined, fields: await readJsonObject(ctx) };
    if (/^multipart\/form-data\s*(;|$)/i.test(type)) {
      const form = parseMultipartForm(await this.readForm(ctx, reserve), type);
      if (form.image !== undefined) this.check(form.image);
      return { image: form.image, fields: fieldsOf(form, options) };
    }
    if (/^(image\/[\w.+-]+|application\/octet-stream)\s*(;|$)/i.test(type))
      return { image: this.check(await this.readImage(ctx, reserve)), fields: {} };
    throw unsupported(type);
  }

  private readImage(ctx: Context, reserve: Reserve): Promise<Buffer<ArrayBuffer>> {
    const { maxBytes } = this;
    return readUpload(ctx, { maxBytes, tooLarge: () => imageTooLarge(maxBytes), reserve });
  }

  private readForm(ctx: Context, reserve: Reserve): Promise<Buffer<ArrayBuffer>> {
    const maxBytes = this.maxBytes + FORM_ALLOWANCE;
    return readUpload(ctx, { maxBytes, tooLarge: () => this.formTooLarge(), reserve });
  }

  private formTooLarge(): ServiceError {
    return new ServiceError(
      'body_too_large',
      `the form is larger than an image of ${this.maxBytes} bytes and ${FORM_ALLOWANCE} more`,
    );
  }

  private check(image: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
    if (image.length === 0) throw new ServiceError('invalid_request', 'the image is empty');
    if (image.length > this.maxBytes) throw imageTooLarge(this.maxBytes);
    return image;
  }
}

function fieldsOf(
  { texts }: MultipartForm,
  options: Readonly<Record<string, FromText>>,
): Record<string, unknown> {
  const known: Readonly<Record<string, FromText>> = { image_url: oneText, ...options };
  const fields: Record<string, unknown> = {};
  for (const [name, values] of texts) {
    if (!Object.hasOwn(known, name))
      throw new ServiceError(
        'invalid_request',
        `unknown field ${quote(name)}: the fields are ${[IMAGE_FIELD, ...Object.keys(known)].join(', ')}`,
      );
    fields[name] = known[name]?.(values);
  }
  return fields;
}

/** Several are a list, which the schema refuses. */
function oneText(values: readonly string[]): unknown {
  return values.length === 1 ? values[0] : values;
}

function unsupported(type: string): ServiceError {
  const found = type === '' ? '' : `, not ${quote(type)}`;
  return new ServiceError(
    'unsupported_media_type',
    `the Content-Type of the request must be application/json, multipart/form-data, or that of an image: image/* or application/octet-stream${found}`,
  );
}
