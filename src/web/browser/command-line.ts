import { apiKey } from './api-key.js';
import { copyButton } from './copy-button.js';
import { curlLine } from './curl.js';
import { element } from './dom.js';
import type { ServiceRequest } from './service-request.js';

/** The request as a curl line, with a button that copies it. */
export function commandLine(request: ServiceRequest): HTMLElement {
  const code = element('code', {}, curlLine(request, location.origin, apiKey() !== undefined));
  return element(
    'div',
    { class: 'command' },
    element('pre', { tabindex: '0', 'aria-label': 'The request as a curl command' }, code),
    copyButton('Copy', () => code.textContent, code),
  );
}
