/**
 * A rollup plugin for script files that pages load by an address that may have a query, as in
 * `realtime-chat.js?v=2`. To a browser that is another module than the `./realtime-chat.js` that a chunk imports what
 * it shares with the entry from: the entry would be loaded, and would run, a second time. So the query goes along to
 * the chunks, and from them back to the entry.
 * @type {import('rollup').Plugin}
 */
export const lazyChunks = {
  name: 'lazy-chunks',
  renderDynamicImport({ format, targetModuleId }) {
    // An address that is known only when it is asked for has the query already, if it is to have it.
    if (targetModuleId === null) return null;
    return format === 'es' ? { left: 'import(', right: '+new URL(import.meta.url).search)' } : null;
  },
  renderChunk(code, chunk, { format }, { chunks }) {
    if (format !== 'es' || chunk.isEntry) return null;
    // Each import stands on a line of its own, which stays where it is: so the source map still holds.
    const shared = code.replace(/^import \{(.*)\} from '(\.\/[^']+)';$/gm, (statement, names, file) => {
      const target = chunks[file.slice(2)];
      if (!target?.isEntry && !target?.isDynamicEntry) return statement;
      return `const {${names.replaceAll(' as ', ': ')}} = await import('${file}' + new URL(import.meta.url).search);`;
    });
    return { code: shared, map: null };
  },
};
