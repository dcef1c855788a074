import { imageForm } from './image-form.js';
import { MODEL_OPTION } from './model-option.js';
import { integerFromText, namesFromText } from './option-text.js';
import { TOP_K_OPTION } from './top-k-option.js';

/** What `POST /classify-image` takes about an image. */
export const CLASSIFY_IMAGE_FORM = imageForm(
  { top_k: TOP_K_OPTION, model: MODEL_OPTION },
  { top_k: integerFromText, model: namesFromText },
);
