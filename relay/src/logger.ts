/** The fields of a log line. Its `code` is a stable name for the event; docs/operations.md lists them all. */
export interface LogDetails {
  code: string;
  [field: string]: unknown;
}

/** The interface that the relay needs of a logger. The loggers of pino and the console have it. */
export interface Logger {
  error: (details: LogDetails, message: string) => void;
  warn: (details: LogDetails, message: string) => void;
  info: (details: LogDetails, message: string) => void;
}

export const silent: Logger = { error: () => {}, warn: () => {}, info: () => {} };
