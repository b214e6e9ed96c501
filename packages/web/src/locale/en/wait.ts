export default {
  wait: {
    text: 'Too many attempts. Try again in {time}.',
    soon: 'less than a minute',
    over: 'You can try again now.',
  },
} as const
