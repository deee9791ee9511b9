import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Looks a program up as a shell would.
 * @param {string} name
 * @returns {string | undefined} its path
 */
export function installedAs(name) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
