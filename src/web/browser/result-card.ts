import { type ClassificationBody, isSure, percent, readable } from './classification.js';
import { commandLine } from './command-line.js';
import { announce, element } from './dom.js';
import { Explainer } from './explainer.js';
import { asServiceFailure, failureView } from './failure-view.js';
import { type ImageSource, nameOf } from './image-source.js';
import { Picture } from './picture.js';
import { PredictionsList } from './predictions-list.js';
import { ask } from './service.js';
import { imageRequest, type ServiceRequest } from './service-request.js';
import { timingsView } from './timings.js';

/** How many classes are shown. */
const TOP_K = 5;

/** One image with what the model says of it. */
export class ResultCard {
  readonly view: HTMLLIElement;
  private readonly answer = element('div', { class: 'answer' });
  private readonly picture: Picture;
  private readonly request: ServiceRequest;

  /** @param model the name of a model; without it, the service's default */
  constructor(
    private readonly source: ImageSource,
    private readonly model: string | undefined,
    private readonly retry: (card: ResultCard) => void,
  ) {
    this.request = imageRequest('/classify-image', source, { top_k: TOP_K, model });
    this.picture = new Picture(source);
    const article = element('article', { class: 'card' }, this.picture.view, this.answer);
    this.view = element('li', {}, article);
    this.fill('waiting', element('p', { class: 'waiting' }, 'Waiting …'));
  }

  /** Classifies and shows the answer, or why there is none. Never rejects. */
  async classify(): Promise<void> {
    this.fill('working', element('p', { class: 'waiting' }, 'Classifying …'));
    try {
      const response = await ask(this.request);
      this.succeed((await response.json()) as ClassificationBody, response.headers);
    } catch (error) {
      const failure = asServiceFailure(error);
      const view = failureView(failure, () => {
        this.retry(this);
      });
      this.fill('failed', view);
      announce(`${nameOf(this.source)}: ${view.textContent}`);
    }
  }

  /** Lets go of the image's preview. */
  discard(): void {
    this.picture.discard();
    this.view.remove();
  }

  private succeed(body: ClassificationBody, headers: Headers): void {
    const name = readable(body.classification);
    const sure = isSure(body);
    const verdict = sure
      ? [
          element('h3', {}, name),
          element('p', { class: 'sureness' }, `${percent(body.confidence)} sure`),
        ]
      : [
          element('h3', {}, 'Not sure'),
          element('p', { class: 'sureness' }, `Best guess: ${name}, ${percent(body.confidence)}`),
          element('p', { class: 'hint' }, NOT_SURE),
        ];
    const list = new PredictionsList(body.predictions);
    const explainer = new Explainer(this.source, this.model, this.picture, list);
    this.fill(
      sure ? 'sure' : 'unsure',
      ...verdict,
      list.view,
      timingsView(headers, body.processing_time),
      details('As a command', commandLine(this.request)),
    );
    announce(
      `${nameOf(this.source)}: ${sure ? '' : 'not sure, best guess '}${name}, ${percent(body.confidence)}`,
    );
    this.picture.view.append(explainer.view);
    void explainer.start(body.classification);
  }

  private fill(state: string, ...children: HTMLElement[]): void {
    this.view.dataset['state'] = state;
    this.answer.setAttribute('aria-busy', String(state === 'working'));
    const title = element('p', { class: 'image-name' }, nameOf(this.source));
    this.answer.replaceChildren(title, ...children);
  }
}

const NOT_SURE =
  'Below 50 %, the model is more likely wrong than right by its own account. It may not know a class for this image.';

function details(summary: string, ...children: HTMLElement[]): HTMLDetailsElement {
  return element('details', {}, element('summary', {}, summary), ...children);
}
