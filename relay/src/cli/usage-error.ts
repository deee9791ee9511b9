/** A command line or an environment that makes no sense. The message is one line for the operator. */
export class UsageError extends Error {
  override name = 'UsageError';
}
