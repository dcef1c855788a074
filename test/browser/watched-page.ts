import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** What a page must not do, seen so far. */
export interface Complaints {
  /** Requests to anything but the service. */
  readonly outside: string[];
  /** Violations of the Content-Security-Policy. */
  readonly violations: string[];
  /** Exceptions, and errors and warnings on the console. */
  readonly errors: string[];
}

/** The console names each answer with an error status, which is no error of the page. */
const ANSWER_WITH_ERROR =
  /^Failed to load resource: (the server responded with a status of|net::ERR_INTERNET_DISCONNECTED)/;

/** Opens a page of the service in a context of its own and watches what it does. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: Complaints }> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: Complaints = { outside: [], violations: [], errors: [] };
  const { origin } = new URL(url);
  page.on('request', (request) => {
    const target = request.url();
    if (!target.startsWith(`${origin}/`) && !target.startsWith(`blob:${origin}/`))
      complaints.outside.push(target);
  });
  page.on('pageerror', (error) => complaints.errors.push(String(error)));
  page.on('console', (message) => {
    const text = message.text();
    if (text.startsWith('VIOLATION ')) complaints.violations.push(text);
    else if (['error', 'warning'].includes(message.type()) && !ANSWER_WITH_ERROR.test(text))
      complaints.errors.push(text);
  });
  await page.addInitScript(
    `addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
       console.log('VIOLATION ' + violatedDirective + ' ' + blockedURI))`,
  );
  await page.goto(url);
  return { page, complaints };
}
