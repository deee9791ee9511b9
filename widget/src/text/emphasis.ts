/*
 * Which marks can close and open emphasis. Each is tested with the character before the mark, the mark, and the character
 * after it.
 */
export const canClose = /^(?!\d[*~]\d)\S(?:[*~]|_(?![\p{L}\p{N}]))/u;
export const canOpen = /^(?!\d[*~]\d)(?:.[*~]|[\s\p{Ps}\p{Pi}"'*~]_)\S/su;
