export default {
  signIn: {
    title: 'Sign in',
    lead: 'With your phone number and password.',
    phone: 'Phone number',
    phoneHint: 'With +86, spaces or dashes, or without.',
    password: 'Password',
    showPassword: 'Show password',
    hidePassword: 'Hide password',
    submit: 'Sign in',
    noAccount: 'No account yet?',
    forgotten: 'Forgotten your password? Ask an administrator for a reset link.',
    next: 'You will come back to the page you wanted.',
    notice: {
      passwordSet: 'The new password is set. Sign in with it.',
      administratorMade:
        'The administrator is there. Sign in with the phone number and password you chose.',
    },
    ended: {
      session_ended: 'The session has ended. Sign in again.',
      session_idle: 'The session was idle too long. Sign in again.',
      password_changed: 'The password was changed. Sign in with the new one.',
      kicked_out: 'An administrator ended your session.',
      replaced: 'You signed in on another device, so this one was signed out.',
      user_banned: 'The account is banned. An administrator can tell you why.',
      refresh_token_reused:
        'Your sign-in was used twice, so it was ended for safety. Sign in again.',
      token_invalid: 'The sign-in is not valid any more. Sign in again.',
      account_deleted: 'The account was deleted.',
      logged_out: 'You are signed out.',
    },
  },
} as const
