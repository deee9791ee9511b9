/**
 * - `connecting`: the client has not joined since it was opened, and tries; `problem` says why an attempt failed
 * - `online`: joined, and all entries of the room are known
 * - `reconnecting`: the connection was lost, and the client tries again
 * - `refused`: the relay refuses this client; `problem` says why
 * - `closed`: not connected, and not trying
 */
export type ChatStatus = 'connecting' | 'online' | 'reconnecting' | 'refused' | 'closed';
