import { commandLine } from './command-line.js';
import { bodyForm, textField } from './docs-body.js';
import { announce, element } from './dom.js';
import { asServiceFailure } from './failure-view.js';
import type { Content, Place } from './openapi.js';
import { answer } from './service.js';
import type { ServiceRequest } from './service-request.js';

/** Headers of an answer that are worth a look. */
const SHOWN_HEADERS = ['Content-Type', 'Cache-Status', 'Server-Timing', 'Retry-After', 'Allow'];

/** A form that sends an operation's example, changed or not, and shows the request and the answer. */
export class TryForm {
  readonly view: HTMLFormElement;
  private readonly body = element('div');
  private readonly command = element('div');
  private readonly answer = element('div', { class: 'try-answer' });
  private readonly parameters: readonly { name: string; where: string; input: HTMLInputElement }[];
  private form: ReturnType<typeof bodyForm> | undefined;

  constructor(
    private readonly place: Place,
    private readonly id: string,
  ) {
    const { operation } = place;
    const fields = (operation.parameters ?? []).map((parameter) => ({
      ...textField(`${id}-${parameter.name}`, parameter.name, text(parameter.example)),
      name: parameter.name,
      where: parameter.in,
    }));
    this.parameters = fields;
    this.view = element(
      'form',
      { class: 'try', 'aria-label': `Try ${place.method} ${place.path}` },
      ...this.typeChoice(operation.requestBody?.content ?? {}),
      ...fields.map(({ view }) => view),
      this.body,
      element('div', { class: 'row' }, element('button', { type: 'submit' }, 'Send')),
      this.command,
      this.answer,
    );
    this.view.addEventListener('input', () => void this.showCommand());
    this.view.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.send();
    });
    void this.showCommand();
  }

  /** The choice between the types of a body, where there are several. */
  private typeChoice(content: Content): HTMLElement[] {
    // First what has an example that can be sent as it is: this service can send its own images.
    const types = Object.keys(content).sort(
      (a, b) => Number(b.startsWith('image/')) - Number(a.startsWith('image/')),
    );
    const [first] = types;
    if (first === undefined) return [];
    const select = element('select', { id: `${this.id}-type` });
    select.append(...types.map((type) => element('option', { value: type }, type)));
    const choose = (type: string) => {
      this.form = bodyForm(type, content[type] ?? {}, this.id);
      this.body.replaceChildren(this.form.view);
    };
    select.addEventListener('change', () => {
      choose(select.value);
    });
    choose(first);
    if (types.length === 1) return [];
    return [
      element(
        'div',
        { class: 'field' },
        element('label', { for: select.id }, 'Type of the body'),
        select,
      ),
    ];
  }

  private async request(): Promise<ServiceRequest> {
    const filled = this.parameters.filter(({ input }) => input.value !== '');
    let { path } = this.place;
    const query = new URLSearchParams();
    const headers: Record<string, string> = { ...this.form?.headers };
    for (const { name, where, input } of filled)
      if (where === 'path') path = path.replace(`{${name}}`, encodeURIComponent(input.value));
      else if (where === 'header') headers[name] = input.value;
      else query.append(name, input.value);
    const body = await this.form?.content();
    if (body instanceof File && body.type !== '' && headers['Content-Type']?.startsWith('image/'))
      headers['Content-Type'] = body.type;
    return {
      method: this.place.method === 'POST' ? 'POST' : 'GET',
      path: query.size > 0 ? `${path}?${query}` : path,
      headers,
      ...(body !== undefined && { body }),
    };
  }

  private async showCommand(): Promise<void> {
    this.command.replaceChildren(commandLine(await this.request()));
  }

  private async send(): Promise<void> {
    this.answer.setAttribute('aria-busy', 'true');
    try {
      const request = await this.request();
      const response = await answer(request);
      this.command.replaceChildren(commandLine(request));
      await this.show(response);
    } catch (error) {
      this.answer.replaceChildren(element('p', {}, asServiceFailure(error).message));
    }
    this.answer.removeAttribute('aria-busy');
  }

  private async show(response: Response): Promise<void> {
    const status = `${response.status} ${response.statusText}`.trim();
    const headers = SHOWN_HEADERS.flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [`${name}: ${value}`];
    });
    this.answer.replaceChildren(
      element('p', { class: 'status', 'data-status': String(response.status) }, status),
      element('pre', { tabindex: '0', 'aria-label': 'Headers' }, headers.join('\n')),
      await bodyView(response),
    );
    announce(`The service answered ${status}`);
  }
}

async function bodyView(response: Response): Promise<HTMLElement> {
  const type = response.headers.get('Content-Type') ?? '';
  if (type.startsWith('image/')) {
    const url = URL.createObjectURL(await response.blob());
    const image = element('img', { src: url, alt: 'The image of the answer' });
    image.addEventListener('load', () => {
      URL.revokeObjectURL(url);
    });
    return image;
  }
  const body = await response.text();
  const shown = type.includes('json') ? JSON.stringify(JSON.parse(body), undefined, 2) : body;
  return element('pre', { tabindex: '0', 'aria-label': 'Body', class: 'body' }, shown);
}

function text(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
