import { printable } from '../../telemetry/printable.js';
import type { Paint } from './paint.js';
import { describe, type Shown } from './predictions.js';
import type { Result } from './result.js';

/** Characters that a class may take before it pushes the next column on. */
const MAX_CLASS_WIDTH = 32;
const INDENT = '  ';
const CONFIDENCE = 'confidence';
const NOT_SURE = 'not sure';

/** Rows for people: class, confidence, image. The widths are those of the labels, so rows can be written at once. */
export class Table {
  private readonly width: number;

  constructor(
    private readonly shown: Shown,
    private readonly paint: Paint,
  ) {
    const longest = Math.max(
      ...shown.labels.map((label) => printable(label).length),
      NOT_SURE.length,
    );
    this.width = Math.min(longest + INDENT.length, MAX_CLASS_WIDTH);
  }

  get header(): string {
    return this.paint.dim(`${this.cells('class', CONFIDENCE)}  image\n`);
  }

  /** An image's rows; nothing for one that failed, as its error is on standard error. */
  format(result: Result): string {
    if ('failure' in result) return '';
    const {
      classification,
      confidence,
      predictions = [],
    } = describe(result.probabilities, this.shown);
    const first =
      classification === null
        ? this.paint.dim(this.cells(NOT_SURE, confidence))
        : this.paint.bold(this.cells(classification, confidence));
    const others = predictions
      .slice(1)
      .map((one) => `${this.paint.dim(this.cells(INDENT + one.classification, one.confidence))}\n`);
    return `${first}  ${printable(result.name)}\n${others.join('')}`;
  }

  private cells(label: string, confidence: string): string {
    return `${printable(label).padEnd(this.width)}  ${confidence.padStart(CONFIDENCE.length)}`;
  }
}
