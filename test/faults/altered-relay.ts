import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { publishedRelay } from '../support/relay-process.mjs';
import { type RelayProcess, type RelayProcessOptions, startRelay } from './relay.ts';

export type { RelayProcess };

function preloaded(module: string): string {
  return `--import=${pathToFileURL(join(import.meta.dirname, 'preload', module)).href}`;
}

/**
 * A relay with changes of preload/alterations.mjs.
 *
 * @throws {Error} if one of them was not made
 */
export async function startAlteredRelay(
  names: readonly string[],
  options: RelayProcessOptions = {},
): Promise<RelayProcess> {
  const env = { ...options.env, NODE_OPTIONS: preloaded('alter.mjs'), ALTERATIONS: names.join(',') };
  // Alterations are made to its modules one by one.
  const relay = await startRelay({ ...options, env, script: publishedRelay });
  const missing = names.filter((name) => !relay.output.includes(`Altered: ${name}`));
  if (missing.length === 0) return relay;
  await relay.kill();
  throw new Error(`the relay was not altered: ${missing.join(', ')}`);
}

/**
 * A relay whose clock goes to the next offset at each SIGUSR2.
 *
 * @param start the offset until then, in milliseconds
 */
export function startRelayWithClock(
  offsets: readonly number[],
  { start = 0, ...options }: RelayProcessOptions & { start?: number } = {},
): Promise<RelayProcess> {
  const clock = { CLOCK_START: String(start), CLOCK_OFFSETS: offsets.join(',') };
  const env = { NODE_OPTIONS: preloaded('clock.mjs'), ...clock };
  return startRelay({ ...options, env });
}
