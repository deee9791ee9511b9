// The large view of a picture, and fingers on it.
import { expect } from '@open-wc/testing';
import type { RealtimeChat } from '@realtime-chat/widget';
import { eventually } from './eventually.ts';
import { documentFile, isLoaded, openFilesOfAllKinds, photo, preview, shared } from './pictures.ts';
import { isStill, part, parts } from './view.ts';

/** Two messages of Ben, with three pictures. */
export const three = [
  shared(1, [photo('a', { alt: 'A boat' }), documentFile('plan'), photo('b')]),
  shared(2, [photo('c', { preview })]),
];

export function dialog(chat: RealtimeChat): HTMLDialogElement {
  return part(chat, 'lightbox') as HTMLDialogElement;
}

export function shownIn(chat: RealtimeChat): HTMLImageElement {
  const picture = dialog(chat).querySelector('img');
  if (!picture) throw new Error('The lightbox shows nothing');
  return picture;
}

/** The id of the shown picture. */
export function idOf(chat: RealtimeChat): string | undefined {
  return shownIn(chat).src.split('/').at(-2);
}

/** Opens the large view of this picture. @returns its button */
export async function open(chat: RealtimeChat, index: number): Promise<HTMLElement> {
  await isLoaded(chat, index);
  const button = parts(chat, 'picture')[index];
  button?.focus();
  button?.click();
  await eventually(() => {
    expect(dialog(chat).open).to.equal(true);
    expect(shownIn(chat).complete).to.equal(true);
  });
  await isStill(chat);
  if (!button) throw new Error(`There is no picture ${index}`);
  return button;
}

export function buttonCalled(chat: RealtimeChat, name: string): HTMLElement | undefined {
  return [...dialog(chat).querySelectorAll<HTMLElement>('button, a')].find(
    ({ ariaLabel }) => ariaLabel === name,
  );
}

/** The scale at which the picture is shown. */
export function zoomOf(chat: RealtimeChat): number {
  const sheet = dialog(chat).querySelector<HTMLElement>('.sheet');
  return Number(/scale\(([\d.]+)\)/.exec(sheet?.style.transform ?? '')?.[1] ?? 1);
}

function point(type: string, x: number, y: number, pointerId = 1): PointerEvent {
  return new PointerEvent(type, {
    bubbles: true,
    cancelable: true,
    composed: true,
    clientX: x,
    clientY: y,
    pointerId,
    pointerType: 'touch',
    isPrimary: pointerId === 1,
  });
}

/** Moves fingers over the stage: for each, the places in their order. */
export function move(chat: RealtimeChat, ...fingers: [x: number, y: number][][]): void {
  const stage = dialog(chat).querySelector('.stage');
  // Only a real pointer can be captured.
  if (stage) stage.setPointerCapture = () => {};
  const { left = 0, top = 0, width = 0, height = 0 } = stage?.getBoundingClientRect() ?? {};
  const at = ([x, y]: [number, number]): [number, number] => [left + width / 2 + x, top + height / 2 + y];
  const send = (type: string, place: [number, number], finger: number): unknown =>
    stage?.dispatchEvent(point(type, ...at(place), finger + 1));
  fingers.forEach(([first = [0, 0]], finger) => send('pointerdown', first, finger));
  const steps = Math.max(...fingers.map(({ length }) => length));
  for (let step = 1; step < steps; step += 1)
    for (const [finger, { [step]: place }] of fingers.entries())
      if (place) send('pointermove', place, finger);
  fingers.forEach((places, finger) => send('pointerup', places.at(-1) ?? [0, 0], finger));
}

/** Ann, with a picture of Ben's shown large. */
export async function openLarge(attributes: Record<string, string>): Promise<RealtimeChat> {
  const chat = await openFilesOfAllKinds(attributes);
  await open(chat, 0);
  return chat;
}
