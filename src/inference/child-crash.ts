/** A classifier process ended with a request unanswered. */
export class ChildCrash extends Error {
  override readonly name = 'ChildCrash';

  /**
   * @param duringWork whether the process had started this request; only then can the request be the
   *   cause
   * @param timedOut whether the process was killed because this request took too long
   */
  constructor(
    message: string,
    readonly duringWork: boolean,
    readonly timedOut = false,
  ) {
    super(message);
  }
}
