export default {
  blanks: {
    inPermission:
      '“{permission}” has a blank in it. Join the words of one permission with colons, such as article:edit; write several one a line.',
  },
} as const
