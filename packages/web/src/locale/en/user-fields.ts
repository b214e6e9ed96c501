export default {
  userFields: {
    title: 'Further details',
    saved: 'Your further details were saved',
    choose: 'Choose…',
    yes: 'Yes',
    no: 'No',
    faulty: 'This value cannot be used here.',
  },
} as const
