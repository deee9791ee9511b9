export type { Authenticate } from './handshake.ts';
export type { Identity } from './identity.ts';
export type { Receipt } from './log/log.ts';
export type { Logger } from './logger.ts';
export type { RelayOptions } from './options.ts';
export type { Action, Authorize } from './permissions.ts';
export { Refusal } from './refusal.ts';
export { createRelay, type Relay } from './relay.ts';
export type { OnReport, Report } from './reporting.ts';
