/** What happened, by a stable name; docs/operations.md lists them all. What else there is to know stands beside it. */
export interface LogDetails {
  code: string;
  [field: string]: unknown;
}

/** What the relay asks of a logger; pino's and the console's fit. */
export interface Logger {
  error: (details: LogDetails, message: string) => void;
  warn: (details: LogDetails, message: string) => void;
  info: (details: LogDetails, message: string) => void;
}

export const silent: Logger = { error: () => {}, warn: () => {}, info: () => {} };
