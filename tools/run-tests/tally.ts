import { stripVTControlCharacters } from 'node:util';

/** Counts results in the output of ava's default reporter: one line per test. */
export class Tally {
  passed = 0;
  failed = 0;
  skipped = 0;

  /**
   * Results are indented by two spaces: ✔ for a pass, ✘ for a failed test or a file that crashed or
   * timed out, `- [skip]` and `- [todo]`. The tests' own logs are indented further.
   */
  count(line: string): void {
    const text = stripVTControlCharacters(line);
    if (/^ {2}✔ /.test(text)) this.passed += 1;
    else if (/^ {2}✘ /.test(text)) this.failed += 1;
    else if (/^ {2}- \[(skip|todo)\] /.test(text)) this.skipped += 1;
  }

  /** `N passed, N failed`, and `, N skipped` if any. */
  summary(): string {
    const skipped = this.skipped === 0 ? '' : `, ${this.skipped} skipped`;
    return `${this.passed} passed, ${this.failed} failed${skipped}`;
  }
}
