import { webdriverLauncher } from '@web/test-runner-webdriver';

/**
 * Opens the pages of the tests in WebKit, by the driver at this port. The launcher that this builds on does not wait for
 * a page to open, so that a failure there would end the whole run without a word. Here it fails the one file, and only
 * if a browser that was started anew cannot open the page either, as after a crash.
 * @param {{ port: number, browser: string }} options the driver's port, and the browser's executable
 */
export function webkitLauncher({ port, browser }) {
  const capabilities = {
    browserName: 'MiniBrowser',
    'wdio:enforceWebDriverClassic': true,
    // Who waits for a page to load is never answered when another command comes meanwhile: a test's, or what the launcher
    // asks each minute. The page says by itself when it is there.
    pageLoadStrategy: /** @type {const} */ ('none'),
    'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] },
  };
  const launcher = webdriverLauncher({ hostname: '127.0.0.1', port, capabilities });
  const within = /** @type {Inside} */ (/** @type {unknown} */ (launcher));
  launcher.startSession = async (id, url) => {
    await within.ensureManagerInitialized();
    try {
      await within.driverManager.startSession(id, url);
    } catch (error) {
      console.error(`WebKit could not open ${url}, and is started anew:`, error);
      await within.driver.reloadSession();
      await within.driverManager.startSession(id, url);
    }
  };
  return launcher;
}

/**
 * What the launcher has for itself.
 * @typedef {object} Inside
 * @property {() => Promise<void>} ensureManagerInitialized
 * @property {{ startSession(id: string, url: string): Promise<void> }} driverManager
 * @property {{ reloadSession(): Promise<unknown> }} driver
 */
