import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';
import { rollup } from 'rollup';
import { lazyChunks } from '../../widget/lazy-chunks.mjs';
import { newFolder } from '../support/folder.ts';

interface Entry {
  shared: object;
  load: () => Promise<Lazy>;
}

interface Lazy {
  found: { shared: object; other: object };
  more: () => Promise<{ found2: { other: object; found: object } }>;
}

const sources: Record<string, string> = {
  entry: `
    import { shared } from 'shared';
    globalThis.entries.push({ shared, load: () => import('lazy') });
  `,
  shared: `
    export const shared = {};
    export const other = {};
  `,
  lazy: `
    import { shared, other } from 'shared';
    export const more = () => import('lazier');
    export const found = { shared, other };
  `,
  lazier: `
    import { other } from 'shared';
    import { found } from 'lazy';
    export const found2 = { other, found };
  `,
};

for (const query of ['', '?v=2']) {
  test(`what loads later shares what an entry loaded as entry.mjs${query} has`, async (t) => {
    const folder = await newFolder(t);
    const build = await rollup({
      input: 'entry',
      plugins: [lazyChunks, { name: 'sources', resolveId: (id) => id, load: (id) => sources[id] }],
    });
    await build.write({
      dir: folder,
      format: 'es',
      entryFileNames: '[name].mjs',
      chunkFileNames: '[name].mjs',
    });
    // Like the script file, the entry exports nothing.
    const entries: Entry[] = [];
    Object.assign(globalThis, { entries });
    await import(`${pathToFileURL(join(folder, 'entry.mjs')).href}${query}`);
    const [entry] = entries;
    assert.ok(entry);
    const lazy = await entry.load();
    assert.equal(lazy.found.shared, entry.shared);
    const lazier = await lazy.more();
    assert.equal(lazier.found2.other, lazy.found.other);
    assert.equal(lazier.found2.found, lazy.found);
    assert.equal(entries.length, 1);
  });
}
