export default {
  lostFactor: {
    lost: 'Lost all of these?',
    ask: 'Remove the second factor?',
    askLead:
      'After a wait you sign in the same way again and remove it. Your verified phone numbers and e-mail addresses are told immediately, and whoever is signed in to the account can cancel it.',
    confirm: 'Ask for its removal',
    waiting:
      'The removal of the second factor was asked for. From {from} until {until} you can remove it: sign in the same way again.',
    ready: 'You can remove the second factor now, until {until}. Every other session ends.',
    finish: 'Remove it and sign in',
    otherWay:
      'The removal of the second factor was asked for after signing in another way. Sign in that way to go on.',
    back: 'Back to sign-in',
    seen: 'On {at} somebody who can sign in to this account asked to have your second factor removed. From {from} they can remove it. If that was not you, cancel it and change your password.',
    cancel: 'Cancel the removal',
    cancelled: 'The removal was cancelled.',
  },
} as const
