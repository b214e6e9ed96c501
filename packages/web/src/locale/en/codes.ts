export default {
  codes: {
    code: 'Code',
    send: 'Send code',
    again: 'Send again',
    againIn: 'Send again in {n} s',
    sentAgain: 'A new code was sent. Earlier ones are no longer valid.',
    change: { phone: 'Use another number', email: 'Use another address' },
    sent: 'Six digits were sent to {to}. Valid until {time}.',
    sentIfKnown: 'If there is an account for {to}, six digits were sent. Valid until {time}.',
    willBeSent: 'A code will be sent to {to}.',
    registers: 'If you have no account yet, the code creates one.',
    prove: 'Confirm that it is you',
    triesLeft:
      'The code is wrong. Send a new one. | The code is wrong. You can try once more. | The code is wrong. You can try {n} more times.',
  },
} as const
