export default {
  figures: {
    title: 'Live figures',
  },
} as const
