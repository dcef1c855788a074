import type { LogSettings } from '../settings/telemetry.js';

/** Elasticsearch does not index longer keywords (`ignore_above` in the Elastic Common Schema). */
const MAX_LENGTH = 1024;

/** As much of an image's URL as `LOG_IMAGE_URLS` lets logs and traces show; undefined for nothing. */
export function shownUrl(url: URL, shown: LogSettings['imageUrls']): string | undefined {
  switch (shown) {
    case 'full':
      return shortened(url.href);
    case 'path':
      return shortened(url.origin + url.pathname);
    case 'host':
      return shortened(url.host);
    case 'none':
      return undefined;
  }
}

function shortened(text: string): string {
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}
