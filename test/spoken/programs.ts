// The programs of a desktop with a screen reader, and the packages that bring them.
import { existsSync } from 'node:fs';
import { findFirefox } from '../support/firefox.mjs';
import { installedAs } from '../support/installed.mjs';

/** The paths of the programs. */
export interface Programs {
  orca: string;
  firefox: string;
  Xvfb: string;
  openbox: string;
  'dbus-daemon': string;
  xdotool: string;
  /** The file that tells a bus how to start the accessibility bus. */
  'at-spi2-core': string;
}

const packages = 'orca at-spi2-core dbus-daemon openbox xdotool firefox-esr xvfb';

const accessibilityBus = '/usr/share/dbus-1/services/org.a11y.Bus.service';

/** @returns all programs, or which are missing and the command that installs them on Debian */
export function findPrograms(): Programs | { missing: string } {
  const found: { [Name in keyof Programs]: string | undefined } = {
    orca: installedAs('orca'),
    firefox: findFirefox(),
    Xvfb: installedAs('Xvfb'),
    openbox: installedAs('openbox'),
    'dbus-daemon': installedAs('dbus-daemon'),
    xdotool: installedAs('xdotool'),
    'at-spi2-core': existsSync(accessibilityBus) ? accessibilityBus : undefined,
  };
  if (isComplete(found)) return found;
  const missing = Object.entries(found).flatMap(([name, path]) => (path === undefined ? [name] : []));
  return {
    missing: `This run needs a screen reader and a desktop in memory. Missing: ${missing.join(', ')}.
On Debian: apt-get install --no-install-recommends ${packages}`,
  };
}

function isComplete(found: { [Name in keyof Programs]: string | undefined }): found is Programs &
  typeof found {
  return Object.values(found).every((path) => path !== undefined);
}
