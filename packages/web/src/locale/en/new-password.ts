export default {
  newPassword: {
    hint: 'At least 8 characters. Spaces and any script are fine; a few unrelated words make a good one.',
    strength: 'Strength of the password',
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
      own: 'Your phone number or name is guessed early.',
      common: 'Many people use one like it.',
      pattern: 'Rows of keys, repeats and sequences are guessed early.',
      date: 'Dates and years are guessed early.',
      plain: 'Another word or two makes it better.',
    },
  },
} as const
