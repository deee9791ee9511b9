/** The emoji that react with one press: all of them in the menu, the first ones in the toolbar. */
export const quickReactions = ['👍', '❤️', '😂', '😮', '😢', '🎉'];
