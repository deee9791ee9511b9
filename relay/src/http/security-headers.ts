/** Browsers must use the Content-Type of each answer, and not guess another one. */
export const noSniff = { 'X-Content-Type-Options': 'nosniff' };

/**
 * The headers of the relay's own pages. Only the relay's own files run or load there, no other page can frame them, and
 * links send no referrer. `'self'` includes WebSockets.
 */
export const pageHeaders = pageHeadersWith(undefined);

/** The same, where files are uploaded to and shown from an origin of their own. */
export function pageHeadersWith(filesOrigin: string | undefined): Record<string, string> {
  const own = filesOrigin === undefined ? "'self'" : `'self' ${filesOrigin}`;
  return {
    ...noSniff,
    'Content-Security-Policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      // A picture that is being sent is shown from the page itself.
      `img-src ${own} blob:`,
      `media-src ${own} blob:`,
      `connect-src ${own}`,
      // Lit creates this policy once, for its templates.
      'trusted-types lit-html',
      "require-trusted-types-for 'script'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'Referrer-Policy': 'no-referrer',
  };
}
