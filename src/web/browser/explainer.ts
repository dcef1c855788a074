import { type ClassificationBody, percent, readable } from './classification.js';
import { element } from './dom.js';
import { type Explanation, explain, uprightImage } from './explanation.js';
import { asServiceFailure, failureView } from './failure-view.js';
import type { ImageSource } from './image-source.js';
import { otherClass } from './map-controls.js';
import type { Picture } from './picture.js';
import type { PredictionsList } from './predictions-list.js';
import { ask } from './service.js';
import { imageRequest } from './service-request.js';

/** More classes than a service names at once: it names all that it has. */
const ALL_CLASSES = 1000;

/** Shows for one card where the model sees a class. */
export class Explainer {
  readonly view = element('div', { class: 'explanation' });
  private readonly words = element('div', { role: 'status' });
  private readonly known = new Map<string, Explanation>();
  /** The class that was chosen last. */
  private wanted: string | undefined;

  constructor(
    private readonly source: ImageSource,
    private readonly model: string | undefined,
    private readonly picture: Picture,
    private readonly list: PredictionsList,
  ) {}

  /** Shows the map of the best class. Shows nothing if the model has no maps. Never rejects. */
  async start(best: string): Promise<void> {
    try {
      // Without a name: two classes may have the same one.
      await this.load(best, undefined);
    } catch (error) {
      const failure = asServiceFailure(error);
      const retry = () => void this.start(best);
      const hasMaps = failure.code !== 'not_explainable';
      this.view.replaceChildren(...(hasMaps ? [failureView(failure, retry)] : []));
      return;
    }
    const choose = (name: string) => void this.choose(name);
    this.list.offer(choose);
    const other = otherClass(() => this.classes(), choose);
    this.view.replaceChildren(this.words, other);
    await this.choose(best);
  }

  private async choose(classification: string): Promise<void> {
    this.wanted = classification;
    try {
      const explanation = await this.load(classification, classification);
      // Another class was chosen meanwhile.
      if (this.wanted !== classification) return;
      this.list.mark(classification);
      await this.picture.showMap(explanation);
      this.words.replaceChildren(describe(explanation));
    } catch (error) {
      const retry = () => void this.choose(classification);
      this.words.replaceChildren(failureView(asServiceFailure(error), retry));
    }
  }

  /** @param asked what the service is asked for if the map is not there yet; undefined for the best */
  private async load(classification: string, asked: string | undefined): Promise<Explanation> {
    const known = this.known.get(classification);
    if (known !== undefined) return known;
    const explanation = await explain(this.source, this.model, asked);
    if (!this.picture.shown) this.picture.show(await uprightImage(this.source, this.model));
    this.known.set(classification, explanation);
    return explanation;
  }

  /** All names that the model knows. */
  private async classes(): Promise<string[]> {
    const fields = { top_k: ALL_CLASSES, model: this.model };
    const response = await ask(imageRequest('/classify-image', this.source, fields));
    const { predictions } = (await response.json()) as ClassificationBody;
    return predictions.map(({ classification }) => classification);
  }
}

function describe({ classification, confidence, logit }: Explanation): HTMLElement {
  return element(
    'p',
    { class: 'hint', 'data-map-of': classification },
    'Where the model sees ',
    element('strong', {}, readable(classification)),
    `, ${percent(confidence)}. The map adds up to the score ${logit.toFixed(2)}; its colours are scaled to its own strongest place, however weak that is. What is dark was not looked at.`,
  );
}
