import { startRelayProcess } from '../support/relay-process.mjs';
import { knowsModerators } from './moderator.ts';

export type RelayProcess = Awaited<ReturnType<typeof startRelayProcess>>;
export type RelayProcessOptions = NonNullable<Parameters<typeof startRelayProcess>[0]>;

/** A relay in its own process, which knows the moderators of a crowd. */
export function startRelay({ env, ...options }: RelayProcessOptions = {}): Promise<RelayProcess> {
  return startRelayProcess({ ...options, env: { ...knowsModerators, ...env } });
}
