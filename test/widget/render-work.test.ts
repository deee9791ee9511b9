import { expect } from '@open-wc/testing';
import { openWith } from './support/talk.ts';
import { isStill } from './support/view.ts';

/** Counts the calls of a method while something is done. */
async function callsOf(owner: object, name: string, act: () => Promise<unknown>): Promise<number> {
  const original = Object.getOwnPropertyDescriptor(owner, name);
  if (!original) throw new Error(`There is no ${name}`);
  let calls = 0;
  const read = (that: unknown): unknown =>
    original.get ? (original.get.call(that) as unknown) : (original.value as unknown);
  Object.defineProperty(owner, name, {
    configurable: true,
    get(this: unknown) {
      calls++;
      return read(this);
    },
  });
  try {
    await act();
  } finally {
    Object.defineProperty(owner, name, original);
  }
  return calls;
}

describe('rendering a conversation again', () => {
  it('asks neither for the letters of names nor for the times of messages that it knows', async () => {
    const { ann } = await openWith(...Array.from({ length: 40 }, (_, index) => `line ${index + 1}`));
    await isStill(ann);
    const renderAgain = async (): Promise<void> => {
      ann.requestUpdate();
      await ann.updateComplete;
    };
    await renderAgain();
    expect(await callsOf(Intl.Segmenter.prototype, 'segment', renderAgain)).to.equal(0);
    expect(await callsOf(Intl.DateTimeFormat.prototype, 'format', renderAgain)).to.equal(0);
  });
});
