import type { ExplanationAnswer } from '../../classification/explain-image.js';
import type { ServedModel } from '../../model/served-model.js';
import type { CellAxis } from '../../model/saved-model-file.js';
import type { ExplanationBody } from './explanation-schema.js';
import type { HeaderList } from './send.js';

/** The body of an explanation in numbers. */
export function explanationBody(
  { explanation, seconds }: ExplanationAnswer,
  { name, labels }: ServedModel,
): ExplanationBody {
  const { class: index, probability, logit, bias, grid, rows, columns, image, seen } = explanation;
  return {
    model: name,
    classification: labels[index] ?? '',
    class: index,
    confidence: probability.toFixed(3),
    logit: rounded(logit),
    bias: rounded(bias),
    grid: Array.from({ length: rows.cells }, (_, row) =>
      Array.from(grid.subarray(row * columns.cells, (row + 1) * columns.cells), rounded),
    ),
    cells: { x: centres(columns), y: centres(rows) },
    image,
    seen: {
      left: rounded(seen.left),
      top: rounded(seen.top),
      width: rounded(seen.width),
      height: rounded(seen.height),
    },
    processing_time: seconds.toFixed(3),
  };
}

function centres({ cells, first, step }: CellAxis): number[] {
  return Array.from({ length: cells }, (_, cell) => rounded(first + cell * step));
}

/** To the seven digits that float32 has. */
function rounded(value: number): number {
  return Number(value.toPrecision(7));
}

/** `Cache-Status` (RFC 9211), `Server-Timing` (in milliseconds) and `Vary`. */
export function explanationHeaders(answer: ExplanationAnswer): HeaderList {
  const { fetch, explanation, seconds, collapsed } = answer;
  const { queue, decode, inference, render, drawing } = explanation;
  const work = {
    ...(fetch !== undefined && { fetch }),
    ...{ queue, decode, inference },
    ...(drawing.length > 0 && { render }),
  };
  const timing = Object.entries({ ...work, total: seconds * 1000 })
    .map(([stage, milliseconds]) => `${stage};dur=${milliseconds.toFixed(1)}`)
    .join(', ');
  // RFC 9211, 2.2: `bypass` if the cache was configured not to handle the request.
  const status = `classifier; fwd=bypass${collapsed ? '; collapsed' : ''}`;
  return ['Cache-Status', status, 'Server-Timing', timing, 'Vary', 'Accept'];
}

/** What the drawing is called when it is saved: the class and its confidence. */
export function drawingName({ explanation }: ExplanationAnswer, { labels }: ServedModel): string {
  const { class: index, probability } = explanation;
  const label = (labels[index] ?? '').replace(/[^\w.-]+/g, '_');
  return `${label}-${probability.toFixed(3)}.png`;
}
