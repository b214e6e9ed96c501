export default {
  security: {
    title: 'Sign-in and security',
    identities: 'What you sign in with',
    identitiesLead: 'You can sign in with each of these.',
    identitiesLeadCodes: 'You can sign in with each of these. What is verified can receive codes.',
    kinds: {
      phone: 'Phone number',
      email: 'E-mail address',
      username: 'Username',
      wechat: 'WeChat',
      oidc: 'Single sign-on',
    },
    verified: 'Verified',
    unverified: 'Not verified yet',
    verify: 'Verify',
    verifyOne: 'Verify {subject}',
    verifyFirst:
      'Verify what you sign in with. If you no longer have it, what you add takes its place.',
    remove: 'Remove',
    removeOne: 'Remove {subject}',
    add: { phone: 'Add a phone number', email: 'Add an e-mail address' },
    done: 'Verified. You can sign in with it.',
    removed: 'Removed.',
    ask: 'Remove {subject}?',
    askLead: 'You can no longer sign in with it.',
    noPassword: 'You have no password',
    noPasswordLead:
      'You sign in with a code. Setting a password signs you out everywhere; you sign in with it afterwards.',
    setPassword: 'Set a password',
  },
} as const
