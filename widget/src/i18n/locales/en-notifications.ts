/** The words of what makes itself noticed outside of the chat. They load with it. */
export const enNotifications = {
  /** The switches in the header. */
  notifications: 'Notifications',
  sound: 'Sound',
  notificationsBlocked: 'Notifications are blocked in the settings of this browser.',
};
