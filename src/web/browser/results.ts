import { byId } from './dom.js';
import type { ImageSource } from './image-source.js';
import { ResultCard } from './result-card.js';

/** Requests under way at most: browsers open six connections to a server. */
const AT_A_TIME = 4;

/** All results, newest first, and the work that is still to be done. */
export class Results {
  private readonly section = byId('results', HTMLElement);
  private readonly list = byId('cards', HTMLElement);
  private readonly cards = new Set<ResultCard>();
  private readonly waiting: ResultCard[] = [];
  private running = 0;
  /** Of the images that were given since nothing was to be done. */
  private given = 0;
  private done = 0;

  /** @param onDone after each image */
  constructor(private readonly onDone: () => void) {
    byId('clear', HTMLButtonElement).addEventListener('click', () => {
      this.clear();
    });
  }

  /** Shows cards for images and classifies them in order. */
  add(sources: readonly ImageSource[], model: string | undefined): void {
    const made = sources.map(
      (source) =>
        new ResultCard(source, model, (card) => {
          this.enqueue([card]);
        }),
    );
    for (const card of made) this.cards.add(card);
    this.section.hidden = false;
    this.list.prepend(...made.map(({ view }) => view));
    this.enqueue(made);
    this.section.scrollIntoView({ block: 'start', behavior: scrolling() });
  }

  private enqueue(cards: readonly ResultCard[]): void {
    if (this.running + this.waiting.length === 0) this.given = this.done = 0;
    this.given += cards.length;
    this.waiting.push(...cards);
    this.work();
  }

  private work(): void {
    while (this.running < AT_A_TIME) {
      const card = this.waiting.shift();
      if (card === undefined) break;
      this.running++;
      void card.classify().then(() => {
        this.running--;
        this.done++;
        this.onDone();
        this.work();
      });
    }
    this.showProgress();
  }

  private showProgress(): void {
    const { given, done } = this;
    byId('progress', HTMLElement).hidden = given < 2 || done === given;
    const bar = byId('progress-bar', HTMLProgressElement);
    bar.max = Math.max(given, 1);
    bar.value = done;
    byId('progress-text', HTMLElement).textContent = `${done} of ${given} images`;
  }

  private clear(): void {
    for (const card of this.cards) card.discard();
    this.cards.clear();
    this.given -= this.waiting.length;
    this.waiting.length = 0;
    this.section.hidden = true;
    this.showProgress();
    byId('title', HTMLElement).scrollIntoView({ behavior: scrolling() });
    byId('main', HTMLElement).focus({ preventScroll: true });
  }
}

function scrolling(): ScrollBehavior {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
}
