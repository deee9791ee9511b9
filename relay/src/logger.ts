/** What the relay asks of a logger; pino's and the console's fit. */
export interface Logger {
  error: (details: object, message: string) => void;
  warn: (details: object, message: string) => void;
  info: (details: object, message: string) => void;
}

export const silent: Logger = { error: () => {}, warn: () => {}, info: () => {} };
