export type { Authenticate, Identity } from './handshake.ts';
export type { Receipt } from './log/log.ts';
export type { Logger } from './logger.ts';
export type { RelayOptions } from './options.ts';
export { Refusal } from './refusal.ts';
export { createRelay, type Relay } from './relay.ts';
export type { OnReport, Report } from './reporting.ts';
