import { expect } from '@open-wc/testing';
import { states } from './support/states.ts';

describe('the parts that a page may style', () => {
  const shown = new Set<string>();

  for (const [state, open] of Object.entries(states)) {
    it(`are found in ${state}`, async () => {
      const chat = await open({ receipts: '' });
      for (const element of chat.shadowRoot?.querySelectorAll('[part]') ?? [])
        for (const name of element.part) shown.add(name);
      expect(shown).to.include('panel');
    });
  }

  it('are all that are written down, and no other is', async () => {
    const readme = await (await fetch('/README.md')).text();
    const [, list = ''] = /\bParts: (.*?)\n\n/s.exec(readme) ?? [];
    const names = [...list.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    expect([...new Set(names)]).to.have.members([...shown]);
  });
});
