/** Tests look at which pages there are; what is in them is checked with them. */
declare module '*.vue' {
  const component: import('vue').Component
  export default component
}
