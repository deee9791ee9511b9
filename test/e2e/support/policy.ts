import type { Page } from 'playwright-core';

/**
 * Collects what a page's policy forbids, what the page says in its console as an error, and whom it asks beside those
 * origins. To be called before the page is opened; goes on through all that it opens after.
 */
export async function watchPolicy(page: Page, origins: string[]): Promise<string[]> {
  const problems: string[] = [];
  await page.exposeFunction('noteProblem', (problem: string) => void problems.push(problem));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
      const { noteProblem } = window as unknown as { noteProblem: (problem: string) => void };
      noteProblem(`${violatedDirective} forbids ${blockedURI} ${sample}`);
    });
  });
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  const note = (url: string): void => {
    const { origin } = new URL(url.replace(/^ws/, 'http'));
    if (!origins.includes(origin)) problems.push(`asked ${url}`);
  };
  page.on('request', (request) => note(request.url()));
  page.on('websocket', (socket) => note(socket.url()));
  return problems;
}
