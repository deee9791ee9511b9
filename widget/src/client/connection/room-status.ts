/**
 * - `connecting`: the first attempt to join is under way
 * - `online`: joined, and all entries of the room are known
 * - `reconnecting`: the connection was lost, and the client tries again
 * - `refused`: the relay refuses this client; `problem` says why
 * - `closed`: not connected, and not trying
 */
export type ChatStatus = 'connecting' | 'online' | 'reconnecting' | 'refused' | 'closed';
