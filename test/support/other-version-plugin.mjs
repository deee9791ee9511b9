import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const dist = join(import.meta.dirname, '../../widget/dist');

/**
 * The script files as another version of them would be, in `/other-version/`: its element says so of itself, and what its
 * files know each other's parts by is named otherwise, so that they work with none of this version.
 */
export function otherVersionPlugin() {
  return {
    name: 'other-version',
    /** @param {{ path: string }} context */
    async serve({ path }) {
      const [, file] = /^\/other-version\/([\w.-]+\.js)$/.exec(path) ?? [];
      if (file === undefined) return undefined;
      const code = await readFile(join(dist, file), 'utf8');
      /** @param {string} name as in `name as other`, or `name: other` @param {string} between */
      const otherwise = (name, between) => {
        const [known = '', own = known] = name.split(between);
        return [known, own];
      };
      const other = code
        .replace(/customElements\.define\("realtime-chat",(\w+)\)/, (_, name) => {
          return `customElements.define("realtime-chat",Object.assign(${name},{version:"other"}))`;
        })
        .replace(/export\{([^}]*)\};/, (statement, names) => {
          // Only what the entry gives to the others.
          if (file !== 'realtime-chat.js') return statement;
          const all = names.split(',').map((/** @type {string} */ name) => {
            const [own, known] = otherwise(name, ' as ');
            return `${own} as other_${known}`;
          });
          return `export{${all}};`;
        })
        .replace(/const\{([^}]*)\}=await\(import\("\.\/realtime-chat\.js"/, (statement, names) => {
          const all = names.split(',').map((/** @type {string} */ name) => {
            const [known, own] = otherwise(name, ':');
            return `other_${known}:${own}`;
          });
          return statement.replace(names, String(all));
        });
      return { body: other, type: 'js' };
    },
  };
}
