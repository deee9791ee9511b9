import { installedAs } from './installed.mjs';

export const howToInstallFirefox = 'install firefox-esr';

/** @returns {string | undefined} the executable */
export function findFirefox() {
  return process.env.FIREFOX_PATH || installedAs('firefox-esr') || installedAs('firefox');
}
