/** Milliseconds of the past whose rate tells the time left. */
const RATE_WINDOW = 10_000;

/** How far the command has come. */
export interface Count {
  /** Images with a result, failed ones included. */
  done: number;
  failed: number;
  /** Images that earlier runs had done. */
  skipped: number;
  /** All images, skipped ones included; undefined if it is not known yet. */
  total: number | undefined;
}

/** Words the progress, with a rate over the last seconds. */
export class Progress {
  /** Moments in milliseconds, and what was done then. */
  private readonly samples: { readonly moment: number; readonly done: number }[] = [];

  /** @param moment milliseconds on a clock that never goes back */
  line({ done, failed, skipped, total }: Readonly<Count>, moment: number): string {
    const rate = this.rate(done, moment);
    const left = total === undefined ? undefined : total - skipped - done;
    const parts = [
      total === undefined
        ? `${grouped(done)} images`
        : `${grouped(done + skipped)} of ${plural(total, 'image')}`,
      rate > 0 && perSecond(rate),
      rate > 0 && left !== undefined && left > 0 && `${clock(left / rate)} left`,
      failed > 0 && plural(failed, 'error'),
    ];
    return parts.filter((part) => part !== false).join(' · ');
  }

  /** Images a second. */
  private rate(done: number, moment: number): number {
    this.samples.push({ moment, done });
    while ((this.samples[1]?.moment ?? moment) < moment - RATE_WINDOW) this.samples.shift();
    const [first] = this.samples;
    if (first === undefined || moment === first.moment) return 0;
    return ((done - first.done) / (moment - first.moment)) * 1000;
  }
}

/** `12 images in 0.4 s (30/s)`. */
export function summary(done: number, seconds: number): string {
  if (done === 0) return 'no images';
  return `${plural(done, 'image')} in ${seconds < 60 ? `${seconds.toFixed(1)} s` : clock(seconds)} (${perSecond(done / seconds)})`;
}

function perSecond(rate: number): string {
  return `${rate < 10 ? rate.toFixed(1) : grouped(Math.round(rate))}/s`;
}

/** `12,345`. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

export function plural(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `0:05`, `12:34`, `1:02:03`. */
export function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  const end = two(whole % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${end}` : `${minutes}:${end}`;
}
