import { button, element } from './dom.js';

/** The slider that fades the map in and out. */
export function opacitySlider(canvas: HTMLElement): HTMLElement {
  const input = element('input', { type: 'range', min: '0', max: '100', value: '80' });
  const fade = () => {
    canvas.style.opacity = String(Number(input.value) / 100);
    input.setAttribute('aria-valuetext', `${input.value} %`);
  };
  input.addEventListener('input', fade);
  fade();
  return element('label', { class: 'slider' }, element('span', {}, 'Map'), input);
}

/** Identifies the list of names of one card. */
let cards = 0;

/**
 * A field for any class of the model.
 *
 * @param names asked for when the field is used for the first time
 */
export function otherClass(
  names: () => Promise<readonly string[]>,
  choose: (classification: string) => void,
): HTMLElement {
  const id = `class-${++cards}`;
  const list = element('datalist', { id: `${id}-names` });
  const input = element('input', { id, type: 'text', list: list.id, autocomplete: 'off' });
  const fill = async () => {
    const options = await names();
    list.replaceChildren(...options.map((name) => element('option', { value: name })));
  };
  input.addEventListener('focus', () => void fill(), { once: true });
  const show = button('Show', () => undefined, { class: 'quiet' });
  show.type = 'submit';
  const form = element(
    'form',
    { class: 'other-class' },
    element('label', { for: id }, 'Any other class'),
    element('div', { class: 'row' }, input, show),
    list,
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const name = input.value.trim().replaceAll(' ', '_');
    if (name !== '') choose(name);
  });
  return form;
}
