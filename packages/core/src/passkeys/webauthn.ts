/** What is loaded with the first passkey, and not at the start. */
export { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
export { isAcceptableKey } from './public-key.ts'
