import { alterations } from './alterations.mjs';

/** @type {string[]} */
let names = [];

/** @param {string[]} data */
export function initialize(data) {
  names = data;
}

/** @type {import('node:module').LoadHook} */
export async function load(url, context, nextLoad) {
  const loaded = await nextLoad(url, context);
  let source;
  for (const name of names) {
    const alteration = alterations[name];
    if (!alteration) throw new Error(`there is no alteration ${JSON.stringify(name)}`);
    const { file, place, by, before = '' } = alteration;
    if (!url.endsWith(`/relay/lib/${file}`)) continue;
    source ??= typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source);
    const found = source.match(place)?.length ?? 0;
    if (found !== 1)
      throw new Error(`${JSON.stringify(name)} fits ${found} places of ${file}, and should fit one`);
    const told = `process.stderr.write(${JSON.stringify(`Altered: ${name}\n`)});`;
    source = `${source.replace(place, by)}\n${before}\n${told}\n`;
  }
  return source === undefined ? loaded : { ...loaded, source };
}
