import { percent, type Prediction, readable } from './classification.js';
import { button, element } from './dom.js';

/** The best classes as bars. */
export class PredictionsList {
  readonly view = element('ol', { class: 'bars' });
  private readonly buttons = new Map<string, HTMLButtonElement>();

  constructor(private readonly predictions: readonly Prediction[]) {
    this.view.append(
      ...predictions.map((prediction) => row(prediction, readable(prediction.classification))),
    );
  }

  /** Makes buttons of the classes. */
  offer(choose: (classification: string) => void): void {
    const rows = this.predictions.map((prediction) => {
      const { classification } = prediction;
      const name = readable(classification);
      const made = button(
        name,
        () => {
          choose(classification);
        },
        {
          'aria-pressed': 'false',
          title: `Show where the model sees ${name}`,
        },
      );
      this.buttons.set(classification, made);
      return row(prediction, made);
    });
    this.view.replaceChildren(...rows);
  }

  /** @param classification whose map is shown now, also of a class that is not in the list */
  mark(classification: string | undefined): void {
    for (const [name, made] of this.buttons)
      made.setAttribute('aria-pressed', String(name === classification));
  }
}

function row({ classification, confidence, wordnet_id }: Prediction, name: Node | string) {
  return element(
    'li',
    { 'data-class': classification, 'data-confidence': confidence },
    element('span', { class: 'bar-name', ...(wordnet_id && { title: wordnet_id }) }, name),
    element('meter', {
      min: '0',
      max: '1',
      value: confidence,
      'aria-label': readable(classification),
      'aria-valuetext': percent(confidence),
    }),
    element('span', { class: 'bar-value' }, percent(confidence)),
  );
}
