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

  it('are exactly the parts that docs/element.md lists', async () => {
    const reference = await (await fetch('/docs/element.md')).text();
    const [, section = ''] = /\n## Parts\n(.*?)\n## /s.exec(reference) ?? [];
    const names = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect([...new Set(names)]).to.have.members([...shown]);
  });
});
