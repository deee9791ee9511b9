import { join } from 'node:path';
import Eleventy from '@11ty/eleventy';

const root = join(import.meta.dirname, '../..');
process.chdir(root);
const site = new Eleventy('demo/site', 'demo/public/docs', {
  configPath: 'demo/site/eleventy.config.mjs',
  quietMode: true,
});
await site.write();
