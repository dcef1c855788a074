import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { allDone, classifyByAddress, GOLDEN, onPage, testWithBrowser } from './page-fixture.js';

const test = testWithBrowser();

/** Class and confidence of an image, `espresso 0.998`. */
type Best = string;

interface Answer {
  readonly classification: string;
  readonly confidence: string;
}

function best({ classification, confidence }: Answer): Best {
  return `${classification} ${confidence}`;
}

test?.serial(
  'chosen, dropped, pasted, an example: each is classified and shown',
  onPage('/', {}, async (t, page) => {
    const ways: Record<string, () => Promise<unknown>> = {
      chosen: () => page.locator('#files').setInputFiles('models/golden/coffee.png'),
      photographed: () => page.locator('#camera').setInputFiles('models/golden/coffee.png'),
      dropped: async () =>
        page.dispatchEvent('#drop', 'drop', {
          dataTransfer: await page.evaluateHandle(transferOf('coffee.png')),
        }),
      pasted: () =>
        page.evaluate(`(async () => {
          const clipboardData = await ${transferOf('coffee.png')};
          document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
        })()`),
      example: () => page.getByRole('button', { name: 'A cup of coffee' }).click(),
    };
    for (const [way, give] of Object.entries(ways)) {
      await give();
      await allDone(page);
      t.deepEqual(await shown(page), { 'coffee.png': 'espresso 0.998' }, way);
      const image = page.locator('#cards img');
      t.regex((await image.getAttribute('src')) ?? '', /^blob:/, way);
      t.is(await page.evaluate(`document.querySelector('#cards img').naturalWidth`), 600, way);
      await page.getByRole('button', { name: 'Clear' }).click();
    }
  }),
);

test?.serial(
  'addresses that are pasted or dropped are classified by the service',
  onPage('/', {}, async (t, page) => {
    const url = t.context.images.url('/coffee.png');
    const data = await page.evaluateHandle(
      `(() => {
        const data = new DataTransfer();
        data.setData('text/plain', ${JSON.stringify(url)});
        return data;
      })()`,
    );
    await page.dispatchEvent('#drop', 'drop', { dataTransfer: data });
    await allDone(page);
    t.deepEqual(await shown(page), { 'coffee.png': 'espresso 0.998' });
    t.is(await page.locator('#cards .no-preview').count(), 1);
  }),
);

test?.serial(
  'what is no address is said at the field, and nothing is asked',
  onPage('/', {}, async (t, page) => {
    const field = page.getByLabel('Or the address of an image');
    await field.fill('a cat');
    await field.press('Enter');
    t.regex(await page.getByRole('alert').first().innerText(), /starts with https?:\/\//);
    t.is(await page.locator('#cards > li').count(), 0);
  }),
);

test?.serial(
  'all golden images have one class and one confidence: page, URL, raw, form and batch',
  onPage('/', {}, async (t, page) => {
    const { service, images } = t.context;
    const answers: Record<string, Record<string, Best>> = { url: {}, raw: {}, form: {} };
    for (const name of GOLDEN) {
      const body = new Blob([await readFile(`models/golden/${name}`)]);
      const form = new FormData();
      form.append('image', body, name);
      const json = JSON.stringify({ image_url: images.url(`/${name}`) });
      const requests = {
        url: { headers: { 'Content-Type': 'application/json' }, body: json },
        raw: { headers: { 'Content-Type': 'image/png' }, body },
        form: { body: form },
      };
      for (const [way, request] of Object.entries(requests)) {
        const response = await fetch(`${service.url}/classify-image`, {
          method: 'POST',
          ...request,
        });
        (answers[way] ??= {})[name] = best((await response.json()) as Answer);
      }
    }
    const batch = await fetch(`${service.url}/classify-images`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ image_urls: GOLDEN.map((name) => images.url(`/${name}`)) }),
    });
    const { results } = (await batch.json()) as { results: Answer[] };
    answers['batch'] = Object.fromEntries(
      results.map((result, index) => [GOLDEN[index] ?? '', best(result)]),
    );
    await page.locator('#files').setInputFiles(GOLDEN.map((name) => `models/golden/${name}`));
    await allDone(page);
    const uploaded = await shown(page);
    await page.getByRole('button', { name: 'Clear' }).click();
    await classifyByAddress(page, ...GOLDEN.map((name) => images.url(`/${name}`)));
    const byAddress = await shown(page);
    t.is(Object.keys(uploaded).length, GOLDEN.length);
    for (const [way, seen] of Object.entries({ ...answers, uploaded, byAddress }))
      t.deepEqual(seen, answers['url'], way);
  }),
);

/** Code for a file of the page's own as the browser hands it over when it is dropped or pasted. */
function transferOf(name: string): string {
  return `(async () => {
    const blob = await (await fetch('/assets/${name}')).blob();
    const data = new DataTransfer();
    data.items.add(new File([blob], '${name}', { type: blob.type }));
    return data;
  })()`;
}

/** The best class of each card by the image's name. */
async function shown(page: Page): Promise<Record<string, Best>> {
  const cards = await page.locator('#cards > li').all();
  const rows = cards.map(async (card) => {
    const bar = card.locator('.bars > li').first();
    const [name, classification, confidence] = await Promise.all([
      card.locator('.image-name').innerText(),
      bar.getAttribute('data-class'),
      bar.getAttribute('data-confidence'),
    ]);
    return [name, `${classification ?? ''} ${confidence ?? ''}`] as const;
  });
  return Object.fromEntries(await Promise.all(rows));
}
