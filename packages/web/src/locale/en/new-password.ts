export default {
  newPassword: {
    hint: 'At least 8 characters. Spaces and any letters are fine; a few unrelated words work well.',
    strength: 'Password strength',
    level: {
      short: 'Too short: at least 8 characters.',
      long: 'Too long: at most 256 characters.',
      worst: 'Very weak.',
      weak: 'Weak.',
      fair: 'Fair.',
      good: 'Good.',
      best: 'Very good.',
    },
    weakness: {
      own: 'Your phone number or name is easy to guess.',
      common: 'Many people use a similar password.',
      pattern: 'Keyboard rows, repeats and sequences are easy to guess.',
      date: 'Dates and years are easy to guess.',
      plain: 'Another word or two makes it stronger.',
    },
  },
} as const
