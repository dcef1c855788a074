import { button, element } from './dom.js';
import { wordsFor } from './failure-words.js';
import { ServiceFailure } from './service.js';

/** Any failure as one of the service; a bug of the page too. */
export function asServiceFailure(error: unknown): ServiceFailure {
  if (error instanceof ServiceFailure) return error;
  console.error(error);
  return new ServiceFailure('internal_error', String(error));
}

/**
 * What went wrong and what to do, in plain words; then the service's own.
 *
 * @param retry sends the request again: offered where that may help
 */
export function failureView(failure: ServiceFailure, retry: () => void): HTMLElement {
  const { problem, advice, passes } = wordsFor(failure);
  const view = element(
    'div',
    { class: 'failure', 'data-code': failure.code },
    element('p', {}, element('strong', {}, problem), ` ${advice}`),
    element('p', { class: 'hint' }, element('code', {}, failure.code), ` ${failure.message}`),
  );
  if (passes) view.append(button('Try again', retry, { class: 'quiet' }));
  return view;
}
