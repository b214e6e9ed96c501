export default {
  try: {
    title: 'Try ztoken',
    lead: 'This server runs on your machine, with people to try it as. Nothing here can break.',
    notHere:
      'There is nobody to try it as: demo people exist only where the server was started by “ztoken dev”.',
    people: 'Sign in as somebody',
    peopleLead:
      'One click each. Or use their phone number and password on the page for signing in.',
    signedInAs:
      'In this window you are signed in as {name}. Signing in as somebody else ends that.',
    administrator: 'Administrator',
    user: 'User',
    administratorCan:
      'Sees all users, bans, signs out, edits roles, reads the audit, rotates keys.',
    userCan: 'Has an own account: profile, picture, password, devices, data.',
    signInAs: 'Sign in as {name}',
    secondWindow: 'Open a second window',
    secondWindowWhy: 'Each window has a sign-in of its own, so you can be two people at once.',
    things: 'Things to try',
    open: 'Open: {page}',
    thing: {
      kickOut: {
        title: 'Two windows, one kick-out',
        text: 'Be a user in one window and the administrator in another. End the user’s sessions: the first window is signed out within two seconds.',
      },
      ban: {
        title: 'Ban somebody',
        text: 'Ban a user as the administrator. All of their windows are out, and signing in says why. Then lift the ban.',
      },
      refresh: {
        title: 'Stay signed in',
        text: 'Reload the page: you are still there. Tokens are short-lived and renewed unseen; a stolen old one ends the session.',
      },
      devices: {
        title: 'See your devices',
        text: 'Sign in as the same person in two windows, and end one of the two from the other.',
      },
      avatar: {
        title: 'Change the picture',
        text: 'Choose a picture in the profile and cut it to size. The tutorial’s head_portrait shows it.',
      },
      audit: {
        title: 'Read what happened',
        text: 'As the administrator, find all of this in the audit: who did what, when, from where.',
      },
    },
    tutorial: 'The tutorial’s two requests',
    tutorialLead:
      'Live against this server. Every reply has HTTP status 200 and the shape code, msg, data.',
    whom: 'Who signs in',
    withoutPassword: 'Somebody who forgets the password field',
    which: 'The z-token header',
    token: {
      given: 'The token of the first request',
      changed: 'The same with a changed signature',
      none: 'No header at all',
    },
    tokenOfFirst: 'the-token-of-the-first-request',
    loginLead: 'Gives a token: it is the data of the reply.',
    detailLead: 'Tells whom the token belongs to.',
    detailFirst: 'Tells whom a token belongs to. Send the first request to have one.',
    request: 'Request',
    reply: 'Reply',
    noReply: 'Not sent yet.',
    replied: 'The reply is there.',
    send: 'Send {title}',
  },
} as const
