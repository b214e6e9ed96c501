export default {
  signIn: {
    title: 'Sign in',
    lead: 'With your phone number and password.',
    leadOther: 'With the password of your account.',
    phone: 'Phone number',
    email: 'E-mail address',
    username: 'Username',
    phoneHint: '+86, spaces and dashes are optional.',
    password: 'Password',
    showPassword: 'Show password',
    hidePassword: 'Hide password',
    remember: 'Remember me on this device',
    submit: 'Sign in',
    noAccount: 'No account yet?',
    forgotten: 'Forgot your password? Ask an administrator for a reset link.',
    forgottenByCode: 'Forgot your password?',
    ways: { password: 'Password', code: 'Code' },
    next: 'You will return to the page you were going to.',
    notice: {
      passwordSet: 'The new password is set. Sign in with it.',
      administratorMade:
        'The administrator was created. Sign in with the phone number and password you chose.',
    },
    ended: {
      session_ended: 'The session has ended. Sign in again.',
      session_idle: 'The session was idle for too long. Sign in again.',
      password_changed: 'The password was changed. Sign in with the new one.',
      kicked_out: 'An administrator ended your session.',
      replaced: 'You signed in on another device, so this one was signed out.',
      user_banned: 'The account is banned. Ask an administrator why.',
      refresh_token_reused:
        'Your session was used from two places and was ended to keep you safe. Sign in again.',
      token_invalid: 'Your session is no longer valid. Sign in again.',
      account_deleted: 'The account was deleted.',
      logged_out: 'You are signed out.',
    },
  },
} as const
