/** A classifier process ended while something was expected of it. */
export class ChildCrash extends Error {
  override readonly name = 'ChildCrash';

  /**
   * @param duringWork whether the process was at work on this request: those behind it, and one that it
   *   had not begun with, have nothing to do with its end
   * @param timedOut whether it was killed because this request took too long
   */
  constructor(
    message: string,
    readonly duringWork: boolean,
    readonly timedOut = false,
  ) {
    super(message);
  }
}
