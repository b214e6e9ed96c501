import type { Messages } from '../messages.ts'
import audit from './audit.ts'
import banned from './banned.ts'
import blanks from './blanks.ts'
import branding from './branding.ts'
import codes from './codes.ts'
import common from './common.ts'
import data from './data.ts'
import devices from './devices.ts'
import factors from './factors.ts'
import keyboard from './keyboard.ts'
import keys from './keys.ts'
import links from './links.ts'
import loading from './loading.ts'
import lostFactor from './lost-factor.ts'
import merge from './merge.ts'
import metrics from './metrics.ts'
import newPassword from './new-password.ts'
import notMe from './not-me.ts'
import overview from './overview.ts'
import passkeys from './passkeys.ts'
import password from './password.ts'
import plot from './plot.ts'
import profile from './profile.ts'
import register from './register.ts'
import reset from './reset.ts'
import roles from './roles.ts'
import security from './security.ts'
import signIn from './sign-in.ts'
import tryIt from './try.ts'
import uncertain from './uncertain.ts'
import undo from './undo.ts'
import user from './user.ts'
import userFields from './user-fields.ts'
import users from './users.ts'
import wait from './wait.ts'
import welcome from './welcome.ts'

const messages: Messages = {
  ...common,
  ...branding,
  ...loading,
  ...links,
  ...banned,
  ...blanks,
  ...signIn,
  ...codes,
  ...uncertain,
  ...wait,
  ...tryIt,
  ...register,
  ...reset,
  ...welcome,
  ...notMe,
  ...newPassword,
  ...profile,
  ...security,
  ...password,
  ...devices,
  ...factors,
  ...lostFactor,
  ...passkeys,
  ...data,
  ...undo,
  ...users,
  ...user,
  ...userFields,
  ...merge,
  ...roles,
  ...audit,
  ...keys,
  ...keyboard,
  ...metrics,
  ...plot,
  ...overview,
}

export default messages
