import { byId, element } from './dom.js';
import { asServiceFailure, failureView } from './failure-view.js';
import { reportChart } from './report-chart.js';
import { parseReport, type ReportRow } from './report.js';
import { inOrder, MOST_REQUESTED, type Order, reportTable } from './report-table.js';
import { apiKey } from './api-key.js';
import { ask, send } from './service.js';

const REPORT = { method: 'GET', path: '/report', headers: {} } as const;

/** The report: a chart and a table that can be sorted. */
export class ReportView {
  private readonly body = byId('report-body', HTMLElement);
  private order: Order = MOST_REQUESTED;

  constructor() {
    byId('report-refresh', HTMLButtonElement).addEventListener('click', () => void this.load(true));
  }

  /** Shows it anew. Does not ask for a key: whoever opens the page need not want the report. */
  refresh(): Promise<void> {
    return this.load(false);
  }

  private async load(mayAsk: boolean): Promise<void> {
    try {
      const response = mayAsk ? await ask(REPORT) : await send(REPORT, apiKey());
      if (response.status === 401)
        this.show(empty('The report needs a key: press Refresh to enter one.'));
      else if (response.status === 403) this.show(empty('The key does not allow the report.'));
      else this.showReport(parseReport((await response.json()) as Record<string, unknown>));
    } catch (error) {
      this.show(failureView(asServiceFailure(error), () => void this.load(true)));
    }
  }

  private showReport(report: readonly ReportRow[] | string): void {
    if (typeof report === 'string')
      this.show(empty('Nothing yet: classify an image by its address, and it shows here.'));
    else this.showRows(report);
  }

  private showRows(rows: readonly ReportRow[]): void {
    const table = reportTable(rows, this.order, (order) => {
      this.order = order;
      this.showRows(rows);
      this.body.querySelector<HTMLElement>(`[data-key=${order.key}]`)?.focus();
    });
    this.show(reportChart(inOrder(rows, this.order)), table);
  }

  private show(...children: Element[]): void {
    this.body.replaceChildren(...children);
  }
}

function empty(words: string): HTMLElement {
  return element('p', { class: 'empty' }, words);
}
