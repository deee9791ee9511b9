import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Gathers test files into a few, each of which imports its share. A process per test file would load the relay, the client
 * and the TypeScript loader anew for each: more than a second of CPU a file.
 *
 * @param {string[]} files test files, relative to the working directory
 * @param {number} count of the batches
 * @param {string} folder that the batches are written to
 * @returns {string[]} the batches' files
 */
export function writeBatches(files, count, folder) {
  const shares = Array.from({ length: Math.min(count, files.length) }, () => /** @type {string[]} */ ([]));
  files.forEach((file, index) => shares[index % shares.length]?.push(file));
  return shares.map((share, index) => {
    const batch = join(folder, `batch-${index + 1}.test.mjs`);
    const imports = share.map((file) => `import ${JSON.stringify(pathToFileURL(file).href)};\n`);
    writeFileSync(batch, imports.join(''));
    return batch;
  });
}
