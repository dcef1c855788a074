import { element } from './dom.js';
import { loadExample } from './examples.js';
import type { MediaType, Schema } from './openapi.js';

/** What a form needs of a body: its controls, and what to send. */
export interface BodyForm {
  readonly view: HTMLElement;
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it is filled in now. */
  content(): Promise<string | File | FormData>;
}

const EXAMPLE_IMAGE = 'coffee.png';

/** @param id of the operation, for the ids of controls */
export function bodyForm(type: string, media: MediaType, id: string): BodyForm {
  if (type === 'multipart/form-data') return multipartForm(media.schema ?? {}, id);
  if (type.includes('json')) return jsonForm(type, media, id);
  return binaryForm(type, id);
}

function jsonForm(type: string, media: MediaType, id: string): BodyForm {
  const input = element('textarea', { id: `${id}-body`, rows: '6', spellcheck: 'false' });
  input.value = JSON.stringify(exampleOf(media), undefined, 2);
  const label = element('label', { for: input.id }, 'Body');
  return {
    view: element('div', { class: 'field' }, label, input),
    headers: { 'Content-Type': type },
    content: () => Promise.resolve(input.value),
  };
}

function exampleOf({ example, examples = {}, schema }: MediaType): unknown {
  return example ?? Object.values(examples)[0]?.value ?? schema?.examples?.[0] ?? {};
}

function binaryForm(type: string, id: string): BodyForm {
  const chooser = fileField(`${id}-file`, 'Image');
  return {
    view: chooser.view,
    headers: { 'Content-Type': type.includes('*') ? 'image/png' : type },
    content: chooser.file,
  };
}

function multipartForm({ properties = {} }: Schema, id: string): BodyForm {
  const chooser = fileField(`${id}-file`, 'image');
  const texts = Object.keys(properties)
    .filter((name) => name !== 'image')
    .map((name) => ({ name, ...textField(`${id}-field-${name}`, name) }));
  return {
    view: element('div', {}, chooser.view, ...texts.map(({ view }) => view)),
    headers: {},
    content: async () => {
      const form = new FormData();
      const byUrl = texts.some(({ name, input }) => name === 'image_url' && input.value !== '');
      if (!byUrl) form.append('image', await chooser.file());
      for (const { name, input } of texts) if (input.value !== '') form.append(name, input.value);
      return form;
    },
  };
}

/** A labelled field for a text. */
export function textField(id: string, name: string, value = '') {
  const input = element('input', {
    id,
    type: 'text',
    autocomplete: 'off',
    spellcheck: 'false',
    value,
  });
  return {
    input,
    view: element('div', { class: 'field' }, element('label', { for: id }, name), input),
  };
}

/** A file to choose. Without a choice it is an example image. */
function fileField(id: string, name: string) {
  const input = element('input', { id, type: 'file', accept: 'image/*' });
  const hint = element('p', { class: 'hint' }, `Without a choice, ${EXAMPLE_IMAGE} is sent.`);
  return {
    view: element('div', { class: 'field' }, element('label', { for: id }, name), input, hint),
    file: () => {
      const chosen = input.files?.[0];
      return chosen === undefined ? loadExample(EXAMPLE_IMAGE) : Promise.resolve(chosen);
    },
  };
}
