export default {
  wait: {
    text: 'Too many attempts. Try again in {time}.',
    hours: '{n} hour | {n} hours',
    minutesSeconds: '{minutes} min {seconds} s',
    minutes: '{n} minute | {n} minutes',
    seconds: '{n} second | {n} seconds',
    soon: 'less than a minute',
    over: 'You can try again now.',
  },
} as const
