export default {
  audit: {
    title: 'Audit',
  },
} as const
