export default {
  undo: {
    label: 'Undo',
    done: 'Undone: {name} is as before',
    changed: 'Not undone: {name} has been changed since',
    failed: 'Not undone: {name}. {why}',
  },
} as const
