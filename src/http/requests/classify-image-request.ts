import { REQUEST_SCHEMAS } from '../openapi/registries.js';
import { CLASSIFY_OPTIONS, CLASSIFY_OPTIONS_FROM_TEXT } from './classify-options.js';
import { imageForm } from './image-form.js';

/** What `POST /classify-image` takes about an image. */
export const CLASSIFY_IMAGE_FORM = imageForm(CLASSIFY_OPTIONS, CLASSIFY_OPTIONS_FROM_TEXT);

CLASSIFY_IMAGE_FORM.byUrl.register(REQUEST_SCHEMAS, { id: 'ClassifyImageRequest' });
CLASSIFY_IMAGE_FORM.multipart.register(REQUEST_SCHEMAS, { id: 'ClassifyImageForm' });
