/** The texts of notifications outside of the chat, loaded with their code. */
export const enNotifications = {
  /** The switches in the header. */
  notifications: 'Notifications',
  sound: 'Sound',
  notificationsBlocked: 'Notifications are blocked in the settings of this browser.',
};
