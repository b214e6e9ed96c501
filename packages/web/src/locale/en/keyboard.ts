export default {
  keyboard: {
    go: 'Go to',
    goLead: 'Type the name of a page.',
    goLeadUsers: 'Type the name of a page, or the ID, phone number or name of a user.',
    typed: 'Where to',
    pages: 'Pages',
    users: 'Users',
    nothing: 'No page or user matches.',
    title: 'Keyboard shortcuts',
    keys: {
      search: 'Go to the search of this page',
      go: 'Go to a page or a user',
      help: 'Show these shortcuts',
      close: 'Close a dialog or menu',
      tabs: 'Move between tabs, and between the times of a plot',
    },
  },
} as const
