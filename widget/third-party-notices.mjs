import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The file beside the script files, which name it in their first line. */
export const notices = 'THIRD-PARTY-NOTICES.txt';

/**
 * A rollup plugin that writes the licences of the packages that are bundled, which ask that their texts come with each copy. The
 * plugin rollup-plugin-license finds no text where a package has a second package.json below its own, as socket.io-client.
 *
 * @type {import('rollup').Plugin}
 */
export const thirdPartyNotices = {
  name: 'third-party-notices',
  generateBundle(_options, files) {
    const modules = Object.values(files).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
    // Names with a null character are of modules that plugins have made.
    const folders = modules.flatMap((path) => /^[^\0]*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
    const texts = [...new Set(folders)].sort().map(noticeOf);
    const source = ['The script files of realtime-chat contain code of these packages.', ...texts];
    this.emitFile({
      type: 'asset',
      fileName: notices,
      source: `${source.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`,
    });
  },
};

/** @param {string} folder of the package */
function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  // A package without the text has it in its repository, and so here.
  const path = file === undefined ? join(import.meta.dirname, 'licences', `${name}.txt`) : join(folder, file);
  if (!existsSync(path)) throw new Error(`${name} has no text of its licence`);
  return `${name} ${version} (${license})\n\n${readFileSync(path, 'utf8').trim()}`;
}
