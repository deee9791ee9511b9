import type { Server } from 'node:http';
import { resolve } from 'node:path';
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { filesPlace } from './files/files-place.ts';
import { inMemory } from './log/open-log.ts';
import type { Logger } from './logger.ts';
import type { Options } from './options.ts';

/** The version of this package. */
export function relayVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return v.parse(v.object({ version: v.string() }), manifest).version;
}

/**
 * Logs the start of the relay with its settings, once its server listens.
 *
 * @returns a function that logs the stop, with the reason and the uptime in seconds
 */
export function logStart(server: Server, options: Options, logger: Logger): (reason: string) => void {
  const since = performance.now();
  let isStarted = false;
  const start = (): void => {
    isStarted = true;
    logger.info(
      { code: 'relay_started', ...settingsOf(options), address: addressOf(server) },
      'the relay has started',
    );
  };
  if (server.listening) start();
  else server.once('listening', start);
  return (reason) => {
    server.off('listening', start);
    if (!isStarted) return;
    const seconds = Math.round((performance.now() - since) / 1000);
    logger.info({ code: 'relay_stopped', reason, seconds }, 'the relay has stopped');
  };
}

/** The settings for the log, without secrets. */
function settingsOf(options: Options): object {
  const { data, redis, path, origins, guests, filesOrigin, limits, keepMessages, keepDays } = options;
  const place = filesPlace(options);
  const hooks = (['authenticate', 'authorize', 'filter', 'onReport'] as const).filter(
    (hook) => options[hook] !== undefined,
  );
  return {
    version: relayVersion(),
    node: process.version,
    data: data === inMemory ? data : resolve(data),
    redis: redis === undefined ? undefined : withoutAccount(redis),
    path,
    origins: origins.length > 0 ? origins : 'any',
    guests,
    files: place ? (place.bucket ?? resolve(place.folder)) : 'off',
    filesOrigin,
    limits: limits ?? 'off',
    keepMessages,
    keepDays,
    hooks,
    tokens: options.authSecret !== undefined ? 'secret' : options.authJwks !== undefined ? 'jwks' : 'none',
    api: options.apiKey !== undefined,
    webhook: options.webhook !== undefined,
  };
}

/** A URL without its name and password. */
export function withoutAccount(given: string): string {
  const url = new URL(given);
  url.username = '';
  url.password = '';
  return url.href;
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') return address ?? 'none';
  const { family, address: host, port } = address;
  return family === 'IPv6' ? `[${host}]:${port}` : `${host}:${port}`;
}
