export default {
  branding: {
    home: 'Back to {name}',
    application: 'Back to the application',
    terms: 'Terms of service',
    privacy: 'Privacy policy',
  },
} as const
