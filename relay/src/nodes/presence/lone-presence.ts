import type { Presence, RoomShare } from './presence.ts';

const share: RoomShare = {
  setMember() {},
  flush() {},
  async claim() {
    return true;
  },
  tellTyping() {},
  tellSeen() {},
  async close() {},
};

/** For the only process on its store: all members are its own. */
export const lonePresence: Presence = {
  isShared: false,
  async open() {
    return share;
  },
  async countPeople() {
    return 0;
  },
  async close() {},
};
