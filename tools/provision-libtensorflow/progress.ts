/** Says on the way what is being done, and how long it took. */
export class Progress {
  constructor(private readonly subject: string) {}

  say(what: string): void {
    process.stdout.write(`${this.subject}: ${what}\n`);
  }

  async step<T>(what: string, work: () => Promise<T>): Promise<T> {
    this.say(`${what} …`);
    const start = performance.now();
    const result = await work();
    this.say(`${what}: done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
    return result;
  }
}
