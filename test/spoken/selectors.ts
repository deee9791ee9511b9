// Parts of the chat that the scenes wait for.

export const message = (seq: number): string => `[data-key][data-seq="${seq}"]`;
export const own = (state: string): string => `[data-key][data-own][data-state="${state}"]`;
