/** No answer of the relay's is taken for something else than it says it is. */
export const typed = { 'X-Content-Type-Options': 'nosniff' };

/**
 * For what the relay answers as its own, where a browser shows it: nothing runs or loads there but the relay's own files,
 * no page of others has it in a frame, and what it links to is not told of it. `'self'` includes WebSockets.
 */
export const ownPage = {
  ...typed,
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    // Lit makes its templates by this policy, once.
    'trusted-types lit-html',
    "require-trusted-types-for 'script'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Referrer-Policy': 'no-referrer',
};
