export default {
  userFields: {
    title: 'Further details',
    choose: 'Choose…',
    yes: 'Yes',
    no: 'No',
    faulty: 'This value cannot be used here.',
  },
} as const
