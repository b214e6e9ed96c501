export default {
  links: {
    asking: 'Checking the link…',
    another: 'Enter another link',
  },
} as const
