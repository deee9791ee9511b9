/**
 * A rollup plugin that copies the query of the script file's URL, as in `realtime-chat.js?v=2`, to the URLs of chunks, and
 * from them back to the entry. To a browser, the URLs with and without the query are two modules. A chunk imports shared
 * code from the entry, so without the query the entry would load and run a second time. A separate file for the shared
 * code would cost every page a round trip: what two chunks share has to be in the entry.
 *
 * @type {import('rollup').Plugin}
 */
export const lazyChunks = {
  name: 'lazy-chunks',
  renderDynamicImport({ format, targetModuleId }) {
    // A URL that is computed at run time has the query already, if it needs it.
    if (targetModuleId === null) return null;
    return format === 'es' ? { left: 'import(', right: '+new URL(import.meta.url).search)' } : null;
  },
  renderChunk(code, chunk, { format }, { chunks }) {
    if (format !== 'es' || chunk.isEntry) return null;
    if (!chunk.isDynamicEntry)
      throw new Error(`Files that load on demand share ${chunk.name}: have the first load import that too`);
    // Each import is one line, and stays one line, so the source map remains valid.
    const shared = code.replace(/^import \{(.*)\} from '(\.\/[^']+)';$/gm, (statement, names, file) => {
      const target = chunks[file.slice(2)];
      if (!target?.isEntry && !target?.isDynamicEntry) return statement;
      return `const {${names.replaceAll(' as ', ': ')}} = await import('${file}' + new URL(import.meta.url).search);`;
    });
    return { code: shared, map: null };
  },
};
