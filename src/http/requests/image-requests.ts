import { inject, injectable } from 'tsyringe';
import type { z } from 'zod';
import { Admission } from '../../classification/admission.js';
import type { ImageSource } from '../../classification/image-source.js';
import { UploadSource } from '../../classification/upload-source.js';
import { UrlSource } from '../../classification/url-source.js';
import { ServiceError } from '../../errors.js';
import { IMAGE_FETCHER, type ImageFetcher } from '../../fetch/image-fetcher.js';
import { parseImageUrl } from '../../fetch/image-url.js';
import { SETTINGS, type Settings } from '../../settings/index.js';
import type { Context } from '../context.js';
import type { ImageForm, Options } from './image-form.js';
import { ImageReceiver } from './image-receiver.js';
import { addQuery } from './query-options.js';
import { validate } from './validate.js';

/** A request about one image. */
export interface ImageRequestOf<S extends z.ZodRawShape> {
  readonly source: ImageSource;
  readonly options: Options<S>;
}

/** Reads requests about one image: by URL in JSON, or the image itself, raw or in a form. */
@injectable()
export class ImageRequests {
  private readonly receiver: ImageReceiver;

  constructor(
    @inject(SETTINGS) settings: Settings,
    @inject(Admission) private readonly admission: Admission,
    @inject(IMAGE_FETCHER) private readonly fetcher: ImageFetcher,
  ) {
    this.receiver = new ImageReceiver(settings.fetch.maxBytes);
  }

  /**
   * Reads a request and uses it. The memory of an image that was sent is held until then.
   *
   * @throws ServiceError as `use` does, `unsupported_media_type`, `body_too_large`, `image_too_large`,
   *   `overloaded`, `invalid_json`, `invalid_request` or `invalid_url`; ClientGone
   */
  async with<S extends z.ZodRawShape>(
    ctx: Context,
    form: ImageForm<S>,
    use: (request: ImageRequestOf<S>) => Promise<void>,
  ): Promise<void> {
    const lease = this.admission.lease();
    try {
      const { image, fields } = await this.receiver.receive(ctx, form.fromText, lease.reserve);
      addQuery(fields, ctx.querystring, form.fromText);
      const { record } = ctx.state;
      if (image === undefined) {
        const { image_url, ...options } = validate(form.byUrl, fields);
        const url = parseImageUrl(image_url);
        record.asked('url', url);
        await use({ source: new UrlSource(url, this.fetcher), options: options as Options<S> });
      } else {
        if ('image_url' in fields)
          throw new ServiceError('invalid_request', 'send either image or image_url, not both');
        const options = validate(form.byUpload, fields);
        record.asked('upload');
        await use({ source: new UploadSource(image, lease), options });
      }
    } finally {
      lease.release();
    }
  }
}
